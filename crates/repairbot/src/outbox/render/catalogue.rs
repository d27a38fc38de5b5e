//! The catalogues as admins see them: lists, one entry, merging. Rights are looked at in [`super::history`].

use repairbot_core::{
    callback::{CataloguePress, HistoryPress, Press},
    catalogue::{CatalogueEntry, CatalogueKind, Merging, alias_mark, english_of},
    dialogue::{Dialogue, Draft, NameTask},
};

use super::{Rendered, Scene, keyboard::Inline};
use crate::{
    fault::Fault,
    store::catalogue::{self, Entry},
    texts::{Args, escape},
};

/// Entries on one page.
const PAGE: usize = 20;
/// Aliases that are shown, each with a button: Telegram takes a hundred buttons and 4096 characters.
const ALIASES: usize = 60;

impl Scene<'_> {
    pub(super) fn catalogues(&self) -> Rendered {
        let buttons = CatalogueKind::ALL.map(|kind| {
            (self.text(&format!("catalogue-{}", kind.code())), press(CataloguePress::List { kind, page: 0 }))
        });
        let markup = Inline::new().grid(1, buttons.into()).markup();
        Rendered { text: self.text("catalogues-title"), markup }
    }

    /// A page of a catalogue; hidden entries are marked.
    pub(super) async fn catalogue(&self, kind: CatalogueKind, page: u32) -> Result<Rendered, Fault> {
        let entries = catalogue::entries(self.snapshot.tx(), kind).await?;
        let (shown, turns) = self.page_of(&entries, page, |page| CataloguePress::List { kind, page });
        let buttons = shown.iter().map(|found| {
            let key = if found.hidden { "catalogue-hidden-label" } else { "catalogue-label" };
            let label = self.text_with(key, &Args::new().raw("name", self.catalogued(&found.name)));
            (label, press(CataloguePress::Entry { entry: found.entry }))
        });
        let markup = Inline::new()
            .grid(1, buttons.collect())
            .row(turns)
            .row([(self.text("button-catalogue-add"), press(CataloguePress::Add { kind }))])
            .row([(self.text("button-back"), press(CataloguePress::Kinds))])
            .markup();
        let title = self.text(&format!("catalogue-{}", kind.code()));
        Ok(Rendered { text: self.text_with("catalogue-title", &Args::new().raw("title", title)), markup })
    }

    /// The entries of a page, and the buttons to its neighbours.
    fn page_of<'e>(
        &self,
        entries: &'e [Entry],
        page: u32,
        turn: impl Fn(u32) -> CataloguePress,
    ) -> (&'e [Entry], Vec<(String, Press)>) {
        let last = u32::try_from(entries.len().saturating_sub(1) / PAGE).unwrap_or(u32::MAX);
        let page = page.min(last);
        let from = usize::try_from(page).unwrap_or(usize::MAX).saturating_mul(PAGE);
        let rest = entries.get(from..).unwrap_or_default();
        let shown = rest.get(..PAGE).unwrap_or(rest);
        let turn = |key: &str, page: u32| (self.text(key), press(turn(page)));
        let before = page.checked_sub(1).map(|before| turn("button-previous-page", before));
        let next = (page < last).then(|| turn("button-next-page", page + 1));
        (shown, before.into_iter().chain(next).collect())
    }

    /// One entry, with what can be done with it.
    pub(super) async fn entry(&self, id: CatalogueEntry, overtaken: bool) -> Result<Rendered, Fault> {
        let Some(found) = catalogue::entry(self.snapshot.tx(), id).await? else {
            return Ok(Rendered::text(self.text("catalogue-gone")));
        };
        if let Some(into) = found.merged_into {
            return Ok(self.merged(&found, into));
        }
        let entries = catalogue::entries(self.snapshot.tx(), found.kind).await?;
        let place = entries.iter().position(|other| other.entry == id).unwrap_or_default();
        let mut lines = Vec::new();
        if overtaken {
            lines.push(self.text("catalogue-overtaken"));
        }
        let (number, of) = (whole(place + 1), whole(entries.len()));
        let title = Args::new().text("name", &found.name).number("place", number).number("all", of);
        lines.push(self.text_with("catalogue-entry", &title));
        if let Some(english) = found.english.as_deref().or_else(|| english_of(&found.name)) {
            lines.push(self.text_with("catalogue-english", &Args::new().text("value", english)));
        }
        if !found.aliases.is_empty() {
            let shown: Vec<&str> = found.aliases.iter().take(ALIASES).map(String::as_str).collect();
            let aliases = Args::new().text("value", &shown.join(", "));
            lines.push(self.text_with("catalogue-aliases", &aliases));
        }
        if found.hidden {
            lines.push(self.text("catalogue-is-hidden"));
        }
        let keyboard = self.entry_buttons(&found, (place, entries.len()));
        Ok(Rendered { text: lines.join("\n"), markup: keyboard.markup() })
    }

    fn merged(&self, found: &Entry, entry: CatalogueEntry) -> Rendered {
        let text = self.text_with(&about("catalogue-merged", entry), &Args::new().text("name", &found.name));
        let open = (self.catalogued(&found.name), press(CataloguePress::Entry { entry }));
        Rendered { text, markup: Inline::new().row([open]).markup() }
    }

    fn entry_buttons(&self, found: &Entry, (place, count): (usize, usize)) -> Inline {
        let entry = found.entry;
        let button = |key: &str, what: CataloguePress| (self.text(key), press(what));
        let shift = |up: bool| CataloguePress::Move { entry, place: u32::try_from(place).unwrap_or(0), up };
        let up = (place > 0).then(|| button("button-up", shift(true)));
        let down = (place + 1 < count).then(|| button("button-down", shift(false)));
        let hidden = !found.hidden;
        let hide = if hidden { "button-hide" } else { "button-show" };
        let mut keyboard = Inline::new()
            .row([
                button("button-rename", CataloguePress::Rename { entry }),
                button("button-translate", CataloguePress::Translate { entry }),
            ])
            .row(up.into_iter().chain(down))
            .row([button(hide, CataloguePress::Hide { entry, hidden })])
            .row([button("button-merge", CataloguePress::MergeWith { from: entry, page: 0 })]);
        if let CatalogueEntry::Equipment(equipment) = entry {
            let aliases = found.aliases.iter().take(ALIASES).map(|alias| {
                let label = self.text_with("button-drop-alias", &Args::new().raw("alias", alias));
                (label, press(CataloguePress::DropAlias { equipment, alias: alias_mark(alias) }))
            });
            keyboard = keyboard
                .row([button("button-add-alias", CataloguePress::AddAlias { equipment })])
                .grid(3, aliases.collect());
        }
        let list = CataloguePress::List { kind: found.kind, page: page_at(place) };
        keyboard.row([button("button-to-catalogue", list)])
    }

    /// Entries of its catalogue to merge this one into: those that are offered.
    pub(super) async fn merge_with(&self, from: CatalogueEntry, page: u32) -> Result<Rendered, Fault> {
        let Some(found) = self.present(from).await? else { return self.entry(from, false).await };
        let mut entries = catalogue::entries(self.snapshot.tx(), found.kind).await?;
        entries.retain(|other| other.entry != from && !other.hidden);
        let (shown, turns) = self.page_of(&entries, page, |page| CataloguePress::MergeWith { from, page });
        let buttons = shown.iter().filter_map(|other| {
            let merging = Merging::of(from, other.entry)?;
            Some((self.catalogued(&other.name), press(CataloguePress::ConfirmMerge { merging })))
        });
        let markup = Inline::new()
            .grid(1, buttons.collect())
            .row(turns)
            .row([(self.text("button-back"), press(CataloguePress::Entry { entry: from }))])
            .markup();
        let name = Args::new().text("name", &found.name);
        Ok(Rendered { text: self.text_with(&about("catalogue-merge-with", from), &name), markup })
    }

    /// What merging would do, before it is done: it can't be undone.
    pub(super) async fn confirm_merge(&self, merging: Merging) -> Result<Rendered, Fault> {
        let (entry, into) = merging.entries();
        let survivor = self.present(into).await?;
        let (Some(gone), Some(stays)) = (self.present(entry).await?, survivor) else {
            return self.entry(entry, true).await;
        };
        let args = Args::new().text("from", &gone.name).text("into", &stays.name);
        let markup = Inline::new()
            .row([(self.text("button-merge-now"), press(CataloguePress::Merge { merging }))])
            .row([(self.text("button-back"), press(CataloguePress::Entry { entry }))])
            .markup();
        Ok(Rendered { text: self.text_with(&about("catalogue-confirm-merge", entry), &args), markup })
    }

    async fn present(&self, id: CatalogueEntry) -> Result<Option<Entry>, Fault> {
        let found = catalogue::entry(self.snapshot.tx(), id).await?;
        Ok(found.filter(|found| found.merged_into.is_none()))
    }

    /// Which name an admin is asked for.
    pub(super) fn ask_name(&self, draft: &Draft) -> String {
        let Dialogue::CatalogueName(form) = &draft.dialogue else { return String::new() };
        let name = || Args::new().text("name", &form.former);
        match form.task {
            NameTask::Add(kind) => {
                let title = escape(&self.text(&format!("catalogue-{}", kind.code())));
                self.text_with("ask-entry-add", &Args::new().raw("title", title))
            }
            NameTask::Rename(_) => self.text_with("ask-entry-rename", &name()),
            NameTask::Translate(_) => self.text_with("ask-entry-translate", &name()),
            NameTask::Alias(_) => self.text_with("ask-entry-alias", &name()),
        }
    }
}

fn press(what: CataloguePress) -> Press {
    Press::History(HistoryPress::Catalogue(what))
}

/// The key of the words for this sort of entries.
fn about(key: &str, entry: CatalogueEntry) -> String {
    match entry {
        CatalogueEntry::Equipment(_) => key.to_owned(),
        CatalogueEntry::Reason(_) => format!("{key}-reason"),
    }
}

/// The page an entry of this place is on.
fn page_at(place: usize) -> u32 {
    u32::try_from(place / PAGE).unwrap_or(0)
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
