//! Places and contacts.

use super::Answer;
use super::error::ApiError;
use super::params::Params;
use super::{access, send};
use crate::ids::UserId;
use crate::text::Text;
use crate::world::{Message, World};
use serde_json::{Map, Value, json};

/// `sendLocation`.
pub(super) fn location(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let place = place(params)?;
    post(world, bot, (("location", place), params))
}

/// `sendVenue`. A venue is shown with its location beside it.
pub(super) fn venue(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let place = place(params)?;
    let venue = json!({
        "location": place,
        "title": params.required("title")?,
        "address": params.required("address")?,
    });
    post(world, bot, (("venue", venue), params))
}

/// `sendContact`.
pub(super) fn contact(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let mut contact = json!({
        "phone_number": params.required("phone_number")?,
        "first_name": params.required("first_name")?,
    });
    for name in ["last_name", "vcard"] {
        if let Some(text) = params.text(name) {
            contact[name] = json!(text);
        }
    }
    post(world, bot, (("contact", contact), params))
}

fn place(params: &Params) -> Result<Value, ApiError> {
    let coordinate = |name: &str, limit: f64| -> Result<f64, ApiError> {
        if params.text(name).is_none_or(|text| text.trim().is_empty()) {
            return Err(ApiError::bad(&format!("{name} is empty")));
        }
        let number = params.float(name).filter(|number| number.abs() <= limit);
        number.ok_or_else(|| ApiError::bad("wrong location coordinates specified"))
    };
    let (latitude, longitude) = (coordinate("latitude", 90.0)?, coordinate("longitude", 180.0)?);
    Ok(json!({ "latitude": latitude, "longitude": longitude }))
}

fn post(world: &mut World, bot: UserId, ((field, content), params): ((&str, Value), &Params)) -> Answer {
    let key = access::writable(world, bot, params)?;
    let mut message = Message::new(bot, world.now(), Text::default());
    if field == "venue" {
        message.extra.insert("location".into(), content["location"].clone());
    }
    message.extra.extend(Map::from_iter([(field.to_owned(), content)]));
    send::post(world, key, message, params)
}
