//! The dialogue that changes an order: its review with old and new, and what a field says now. And the question
//! whether an order is to be deleted.

use repairbot_core::{
    dialogue::{AddressAnswer, CreateField, Dialogue, Draft, EditOrder, Form, Meanwhile, Remark},
    order::Detail,
};

use super::{Scene, changes::Change, format};
use crate::{
    fault::Fault,
    store::{
        details::{self, Words},
        orders::OrderView,
    },
    texts::Args,
};

impl Scene<'_> {
    /// Everything the order says, with what is about to change.
    pub(super) async fn review_edit(&self, form: &EditOrder) -> Result<String, Fault> {
        let Some(view) = self.snapshot.order(form.order).await? else {
            return Ok(self.text("order-not-found"));
        };
        if let Some(instead) = self.not_to_be_edited(&view) {
            return Ok(instead);
        }
        let words = details::words(self.snapshot.tx(), &view.order.details()).await?;
        let title = Args::new().number("number", view.number.0);
        let mut lines = vec![self.text_with("edit-title", &title)];
        if let Some(meanwhile) = &form.meanwhile {
            lines.push(self.meanwhile(meanwhile).await?);
        }
        let new = self.new_sayings(form, &words).await?;
        for ((field, old), new) in self.sayings(&view.order.details(), &words).into_iter().zip(new) {
            match new.filter(|new| *new != old) {
                Some(new) => lines.push(self.change_line("edit-changed", &Change { field, old, new })),
                None if old.is_empty() => {}
                None => lines.push(self.text_with(card_key(field), &Args::new().text("value", &old))),
            }
        }
        lines.extend(form.corrects_name().map(|corrects| match corrects {
            true => self.text("edit-name-everywhere"),
            false => {
                let former = form.answers.chosen_client().map_or(&words.client, |known| &known.name);
                self.text_with("review-another-client", &Args::new().text("name", former.reveal()))
            }
        }));
        lines.push(self.text(if form.is_changed() { "edit-confirm" } else { "edit-question" }));
        Ok(lines.join("\n"))
    }

    /// What is shown instead to somebody who may not see the order any more, or when it is deleted.
    fn not_to_be_edited(&self, view: &OrderView) -> Option<String> {
        if view.order.is_deleted() {
            return Some(self.text_with("order-deleted", &Args::new().number("number", view.number.0)));
        }
        (!self.roles().is_office() || self.viewer.in_group).then(|| self.text("no-access"))
    }

    async fn meanwhile(&self, meanwhile: &Meanwhile) -> Result<String, Fault> {
        let fields: Vec<String> =
            meanwhile.what.iter().map(|detail| self.text(&format!("field-{}", field_of(*detail)))).collect();
        let args = Args::new()
            .text("by", &self.name_of(meanwhile.by).await?)
            .raw("fields", fields.join(", ").to_lowercase());
        Ok(self.text_with("edit-meanwhile", &args))
    }

    /// The answers in words, in the order of [`Scene::sayings`]; `None` for a field nobody has answered again.
    async fn new_sayings(&self, form: &EditOrder, words: &Words) -> Result<[Option<String>; 7], Fault> {
        let answers = &form.answers;
        let emptied = |field| form.emptied.contains(&field).then(String::new);
        let equipment = match answers.equipment {
            Some(id) => {
                let types = self.snapshot.equipment().await?;
                types.iter().find(|kind| kind.id == id).map(|kind| self.catalogued(&kind.name))
            }
            None => None,
        };
        let chosen = answers.chosen_client();
        let name = answers.name.as_ref().or_else(|| chosen.map(|known| &known.name));
        let address = answers.address.as_ref().map_or(&words.address, AddressAnswer::address);
        let visit = answers.visit.as_ref();
        let visit = visit.and_then(|visit| self.visit((visit.from, visit.to), visit.note.as_ref()));
        Ok([
            equipment,
            answers.problem.as_ref().map(|text| text.reveal().to_owned()),
            name.map(|name| name.reveal().to_owned()),
            answers.phone.as_ref().map(format::phone),
            Some(address.reveal().to_owned()),
            answers
                .notes
                .as_ref()
                .map(|text| text.reveal().to_owned())
                .or_else(|| emptied(CreateField::Notes)),
            visit.or_else(|| emptied(CreateField::Time)),
        ])
    }

    /// A field's question when an order is changed, with what the field says now.
    pub(super) async fn with_present(&self, draft: &Draft, question: String) -> Result<String, Fault> {
        let Dialogue::EditOrder(form) = &draft.dialogue else { return Ok(question) };
        let Some(view) = self.snapshot.order(form.order).await? else { return Ok(question) };
        if let Some(instead) = self.not_to_be_edited(&view) {
            return Ok(instead);
        }
        let details = view.order.details();
        let words = details::words(self.snapshot.tx(), &details).await?;
        let key = form.cursor().at.map(super::question::create_key);
        let present = self.sayings(&details, &words).into_iter().find(|(field, _)| Some(*field) == key);
        Ok(match present.filter(|(_, value)| !value.is_empty()) {
            Some((_, value)) => {
                let now = self.text_with("edit-now", &Args::new().text("value", &value));
                format!("{now}\n{question}")
            }
            None => question,
        })
    }

    /// Whether the order is really to be deleted.
    pub(super) async fn review_deletion(&self, form: &Remark) -> Result<String, Fault> {
        let Some(view) = self.snapshot.order(form.order).await? else {
            return Ok(self.text("order-not-found"));
        };
        let args = Args::new()
            .number("number", view.number.0)
            .raw("status", self.status(view.order.status))
            .text("reason", form.text.as_ref().map_or("", |text| text.reveal()));
        Ok(self.text_with("review-deletion", &args))
    }
}

/// The key of a field's line on a card.
fn card_key(field: &'static str) -> &'static str {
    match field {
        "equipment" => "card-equipment",
        "problem" => "card-problem",
        "name" => "card-client",
        "phone" => "card-phone",
        "address" => "card-address",
        "notes" => "card-notes",
        _ => "card-visit",
    }
}

fn field_of(detail: Detail) -> &'static str {
    match detail {
        Detail::Equipment => "equipment",
        Detail::Problem => "problem",
        Detail::Client => "name",
        Detail::Phone => "phone",
        Detail::Address => "address",
        Detail::Notes => "notes",
        Detail::Visit => "time",
    }
}
