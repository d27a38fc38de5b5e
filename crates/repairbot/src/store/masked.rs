//! Rows that print without what people wrote: bodies, names in other systems, raw input.

use std::fmt;

/// Prints how long a text is, and nothing of it.
pub(super) struct Hidden(Option<usize>);

impl From<&String> for Hidden {
    fn from(text: &String) -> Self {
        Self(Some(text.len()))
    }
}

impl From<&Option<String>> for Hidden {
    fn from(text: &Option<String>) -> Self {
        Self(text.as_ref().map(String::len))
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(length) => write!(f, "<{length} bytes>"),
            None => f.write_str("None"),
        }
    }
}

/// Implements `Debug` for a struct. Every field must be named, so that a new one cannot be forgotten.
macro_rules! debug_hiding {
    ($type:ident { $($shown:ident),* $(,)? } hides $($hidden:ident),+) => {
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let Self { $($shown,)* $($hidden),+ } = self;
                f.debug_struct(stringify!($type))
                    $(.field(stringify!($shown), $shown))*
                    $(.field(stringify!($hidden), &$crate::store::masked::Hidden::from($hidden)))+
                    .finish()
            }
        }
    };
}
pub(super) use debug_hiding;
