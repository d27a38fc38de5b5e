//! The pure part of `repairbot explain` (SPEC §13): one JSON object in, one out.
//!
//! It uses the default rules and needs neither a database nor a network.

use jiff::{Timestamp, civil::DateTime, tz::TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    actor::{Role, Roles},
    catalogue::equipment_code_of,
    money::{Kopecks, parse_money},
    order::{Status, Transition, TransitionRefusal, Workflow, check_transition},
    phone::parse_phone,
    pii::mask,
    split::{Breakdown, Rates, SplitInput, StepKind, split},
    when::parse_visit,
};

/// What can be explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// How a time is read.
    When,
    /// How a phone number is read.
    Phone,
    /// How a sum of money is read.
    Money,
    /// Who gets how much of a repair.
    Split,
    /// Whether a change of state is allowed.
    Transition,
    /// What a log line would carry.
    Mask,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 6] =
        [Self::When, Self::Phone, Self::Money, Self::Split, Self::Transition, Self::Mask];

    /// The name on the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::When => "when",
            Self::Phone => "phone",
            Self::Money => "money",
            Self::Split => "split",
            Self::Transition => "transition",
            Self::Mask => "mask",
        }
    }

    /// The topic with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }
}

/// The question of `when`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct WhenRequest {
    /// What someone wrote.
    pub text: String,
    /// The present moment: RFC 3339, or a date and a time of the zone's clock.
    pub now: String,
    /// IANA name of the time zone; Europe/Moscow when it is left out.
    #[serde(default)]
    pub zone: Option<String>,
}

/// The answer of `when`: instants in RFC 3339 with the zone's offset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhenResponse {
    /// Beginning of the visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// End of the interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The instruction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What to look at again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

/// The question of `phone`, `money` and `mask`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TextRequest {
    /// What someone wrote.
    pub text: String,
}

/// A sum as JSON may carry it: text as people write it, or a plain number.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Roubles {
    /// As people write it.
    Text(String),
    /// Taken by its digits, never as a float.
    Number(serde_json::Number),
}

impl Roubles {
    fn kopecks(&self, field: &str) -> Result<Kopecks, String> {
        let sum = match self {
            Self::Text(text) => parse_money(text),
            Self::Number(number) => parse_money(&number.to_string()),
        };
        sum.map_err(|error| format!("{field}: {error}"))
    }
}

/// The question of `split`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SplitRequest {
    /// What the repair cost in all, roubles.
    pub total: Roubles,
    /// Materials out of that, roubles.
    pub materials: Roubles,
    /// Label, alias or code of a type of appliance; any other gets the general rule.
    pub equipment: String,
    /// Whether the master is a senior one.
    #[serde(default)]
    pub senior: bool,
    /// Whether the visit was out of the city.
    #[serde(default)]
    pub out_of_city: bool,
    /// Whether a review was taken.
    #[serde(default)]
    pub review: bool,
    /// Whether the company pays for reviews; the default rules say, when it is left out.
    #[serde(default)]
    pub review_bonus: Option<bool>,
}

/// The answer of `split`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SplitResponse {
    /// The master's share, roubles with two decimals.
    pub master: String,
    /// The company's share, roubles with two decimals.
    pub company: String,
    /// The rule that was applied, with what was added to it.
    pub rule: String,
}

/// The question of `transition`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TransitionRequest {
    /// The present state.
    pub from: String,
    /// The state asked for.
    pub to: String,
    /// Roles of the person who asks; `UNKNOWN` adds none.
    pub roles: Vec<String>,
    /// Whether the order is assigned to that person.
    pub own: bool,
    /// `standard` or `strict`.
    #[serde(default)]
    pub workflow: Option<String>,
}

/// The answer of `transition`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TransitionResponse {
    /// What the table says.
    pub allowed: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Answers one question (SPEC §13). A question that cannot be read, or whose answer is an error of the person
/// who wrote the text, gives `{"error": ...}`: an English sentence that does not repeat the text.
#[must_use]
pub fn explain_json(topic: Topic, request: Value) -> Value {
    let answer = match topic {
        Topic::When => read(request).and_then(|request| write(&explain_when(&request)?)),
        Topic::Phone => read(request).and_then(|request| explain_phone(&request)),
        Topic::Money => read(request).and_then(|request| explain_money(&request)),
        Topic::Split => read(request).and_then(|request| write(&explain_split(&request)?)),
        Topic::Transition => read(request).and_then(|request| write(&explain_transition(&request)?)),
        Topic::Mask => read(request).map(|TextRequest { text }| serde_json::json!({ "text": mask(&text) })),
    };
    answer.unwrap_or_else(|error| serde_json::json!({ "error": error }))
}

/// Reads a question. What serde says may quote the text; such a message is replaced.
fn read<T: serde::de::DeserializeOwned>(request: Value) -> Result<T, String> {
    if !request.is_object() {
        return Err("a JSON object is needed".to_owned());
    }
    serde_json::from_value(request).map_err(|error| {
        let message = error.to_string();
        if message.starts_with("missing field") { message } else { "a field has the wrong type".to_owned() }
    })
}

fn write<T: Serialize>(answer: &T) -> Result<Value, String> {
    serde_json::to_value(answer).map_err(|error| error.to_string())
}

/// Reads a time at the moment and in the zone of the question. Zones come from the compiled-in database: no file of
/// this machine is opened.
///
/// # Errors
/// An English sentence.
pub fn explain_when(request: &WhenRequest) -> Result<WhenResponse, String> {
    let zone = request.zone.as_deref().unwrap_or("Europe/Moscow");
    let zone = TimeZoneDatabase::bundled().get(zone).map_err(|_| "zone: not the name of a time zone")?;
    let civil = || request.now.parse::<DateTime>().ok()?.to_zoned(zone.clone()).ok();
    let now = request.now.parse().ok().or_else(|| civil().map(|now| now.timestamp()));
    let now: Timestamp = now.ok_or("now: RFC 3339 is needed, like 2025-12-01T12:00:00+03:00")?;
    let visit = parse_visit(&request.text, now, &zone).map_err(|error| error.to_string())?;
    let shown = |at: Timestamp| at.display_with_offset(zone.to_offset(at)).to_string();
    Ok(WhenResponse {
        from: visit.from.map(shown),
        to: visit.to.map(shown),
        note: visit.note.map(|note| note.reveal().to_owned()),
        warning: visit.warning.map(|warning| warning.to_string()),
    })
}

fn explain_phone(request: &TextRequest) -> Result<Value, String> {
    let phone = parse_phone(&request.text).map_err(|error| error.to_string())?;
    Ok(serde_json::json!({ "e164": phone.e164() }))
}

fn explain_money(request: &TextRequest) -> Result<Value, String> {
    let sum = parse_money(&request.text).map_err(|error| error.to_string())?;
    Ok(serde_json::json!({ "kopecks": sum }))
}

/// Splits by the default rules.
///
/// # Errors
/// An English sentence.
pub fn explain_split(request: &SplitRequest) -> Result<SplitResponse, String> {
    let total = request.total.kopecks("total")?;
    let materials = request.materials.kopecks("materials")?;
    if materials > total {
        return Err("materials exceed the total".to_owned());
    }
    let mut rates = Rates::default_rules();
    if let Some(on) = request.review_bonus {
        rates.review_bonus_on = on;
    }
    let input = SplitInput {
        net: total.checked_sub(materials).unwrap_or_default(),
        equipment_code: equipment_code_of(&request.equipment).unwrap_or_default(),
        senior: request.senior,
        out_of_city: request.out_of_city,
        review: request.review,
    };
    let breakdown = split(&input, &rates);
    Ok(SplitResponse {
        master: breakdown.master.to_string(),
        company: breakdown.company.to_string(),
        rule: rule_text(&breakdown),
    })
}

/// "general 40% + senior_floor 10% + out_of_city 10%".
fn rule_text(breakdown: &Breakdown) -> String {
    let base = format!("{} {}", breakdown.rule.source.code(), breakdown.rule.percent);
    let added = breakdown.steps.iter().filter(|step| step.kind != StepKind::Base);
    added.fold(base, |text, step| format!("{text} + {} {}", step.kind.code(), step.percent))
}

/// Asks the transition table.
///
/// # Errors
/// An English sentence when a state, a role or the workflow is not known.
pub fn explain_transition(request: &TransitionRequest) -> Result<TransitionResponse, String> {
    let status = |code: &str, field: &str| {
        Status::from_code(code).ok_or_else(|| {
            let known = Status::ALL.map(Status::code).join(", ");
            format!("{field}: not a state; known are {known}")
        })
    };
    let mut roles = Roles::NONE;
    for code in request.roles.iter().filter(|code| *code != "UNKNOWN") {
        let known = || format!("roles: not a role; known are {}", Role::ALL.map(Role::code).join(", "));
        roles = roles.with(Role::from_code(code).ok_or_else(known)?);
    }
    let workflow = match request.workflow.as_deref() {
        None => Workflow::default(),
        Some(code) => Workflow::from_code(code).ok_or("workflow: standard or strict")?,
    };
    let transition = Transition {
        from: status(&request.from, "from")?,
        to: status(&request.to, "to")?,
        roles,
        own: request.own,
        workflow,
    };
    let refusal: Option<TransitionRefusal> = check_transition(&transition).err();
    Ok(TransitionResponse { allowed: refusal.is_none(), reason: refusal.map(|refusal| refusal.to_string()) })
}
