//! A dialogue's question: what is asked, what was wrong with the last answer, and the buttons.

use repairbot_core::{
    callback::{Answer, Press},
    catalogue::ReasonKind,
    dialogue::{
        AddMasterField, AttachField, CloseField, CorrectField, CreateField, CreateOrder, Dialogue, Draft,
        LedgerField, LongRepairField, LongRepairForm, PersonField, PersonQuestion, Problem, Question,
        RatesField, ReasonField, RemarkField, RemarkPurpose, RescheduleField, WorkGroupField,
    },
    ids::AddressId,
    money::PaymentMethod,
    pii::Address,
};

use super::{Rendered, Scene, format, keyboard, keyboard::Inline, problem_text, rates::rates_key};
use crate::{fault::Fault, store::catalogue, texts::Args};

/// Addresses of a client offered as buttons, and the length of such a label in UTF-16 units.
const ADDRESSES: usize = 10;
const ADDRESS: usize = 120;
/// How many days ahead are offered as buttons for a promised date.
const DAY_BUTTONS: i64 = 7;

impl Scene<'_> {
    /// The question a draft asks now.
    pub async fn question(&self, draft: &Draft, problem: Option<Problem>) -> Result<Rendered, Fault> {
        // It may have waited while its reader lost the role.
        if !draft.dialogue.is_for(self.roles()) {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let prompt = match (self.review(draft).await?, self.client_prompt(draft).await?) {
            (Some(shown), _) | (None, Some(shown)) => shown,
            (None, None) => {
                let prompt = match &draft.dialogue {
                    Dialogue::Reschedule(form) => self.ask_reschedule(form).await?,
                    Dialogue::Ledger(form) => self.asked_money(form).await?,
                    Dialogue::SetSetting(form) => self.ask_setting(form.setting).await?,
                    _ => self.with_present(draft, self.prompt(draft)).await?,
                };
                self.about(draft, prompt).await?
            }
        };
        let mut text = match problem {
            Some(problem) => format!("{}\n\n{prompt}", problem_text(self.lang, problem)),
            None => prompt,
        };
        if self.viewer.in_group && takes_text(draft) {
            text = format!("{text}\n\n{}", self.text("reply-to-this"));
        }
        if let Dialogue::WorkGroup(form) = &draft.dialogue {
            let markup = keyboard::pick_group(self.lang, form.master);
            return Ok(Rendered { text, markup: Some(markup) });
        }
        let choices = self.choices(draft).await?;
        Ok(Rendered { text, markup: self.controls(draft, choices).markup() })
    }

    /// A question about an order names it: a group may hold several cards.
    async fn about(&self, draft: &Draft, question: String) -> Result<String, Fault> {
        let number = match draft.order() {
            Some(order) => self.snapshot.order(order).await?.map(|view| view.number),
            None => None,
        };
        Ok(match number {
            Some(number) => {
                let title = self.text_with("question-about", &Args::new().number("number", number.0));
                format!("{title}\n{question}")
            }
            None => question,
        })
    }

    fn prompt(&self, draft: &Draft) -> String {
        match draft.question() {
            // There what is left out is not skipped: it is taken away.
            Question::Edit(Some(CreateField::Notes)) => self.text("ask-other-notes"),
            Question::Edit(Some(CreateField::Time)) => self.text("ask-other-time"),
            Question::Create(Some(field)) | Question::Edit(Some(field)) => {
                self.text(&format!("ask-{}", create_key(field)))
            }
            Question::Close(Some(field)) => self.text(&format!("ask-{}", close_key(field))),
            Question::LongRepair(Some(field)) => self.text(match field {
                LongRepairField::Date => "ask-promised-date",
                LongRepairField::Parts => "ask-parts",
                LongRepairField::Prepayment => "ask-prepayment",
            }),
            Question::Reason(Some(field)) => self.text(match (field, reason_purpose(&draft.dialogue)) {
                (ReasonField::Reason, ReasonKind::Decline) => "ask-decline-reason",
                (ReasonField::Reason, ReasonKind::Refuse) => "ask-refuse-reason",
                (ReasonField::Fee, _) => "ask-fee",
                (ReasonField::Refund, _) => "ask-refund",
            }),
            Question::WorkGroup(Some(WorkGroupField::Group)) => self.text("ask-work-group"),
            Question::Attach(Some(AttachField::Files)) => self.text("ask-files"),
            Question::AddMaster(Some(field)) => self.text(&format!("ask-{}", add_master_key(field))),
            Question::CatalogueName(Some(_)) => self.ask_name(draft),
            Question::Remark(purpose, Some(RemarkField::Text)) => self.text(match purpose {
                RemarkPurpose::Comment => "ask-comment",
                RemarkPurpose::Deletion => "ask-deletion-reason",
            }),
            Question::Apply(Some(field)) => self.text(match field {
                AddMasterField::Name => "ask-own-name",
                AddMasterField::Phone => "ask-own-phone",
                AddMasterField::Specialization => "ask-own-specialization",
            }),
            Question::Person(Some(question)) => self.text(match question {
                PersonQuestion::Change { field: PersonField::Name, .. } => "ask-person-name",
                PersonQuestion::Change { field: PersonField::Phone, .. } => "ask-person-phone",
                PersonQuestion::Change { field: PersonField::Specialization, .. } => {
                    "ask-person-specialization"
                }
                PersonQuestion::Reject { .. } => "ask-rejection",
            }),
            Question::Search(Some(_)) => self.text("ask-search"),
            Question::Correct(Some(field)) => self.ask_correction(draft, field),
            Question::Rates(Some(field)) => match &draft.dialogue {
                Dialogue::EditRates(form) => self.ask_rates(form, field),
                _ => String::new(),
            },
            Question::ListDays(Some(_)) => self.text("ask-list-days"),
            // Review screens are drawn by `review`, questions about clients by `client_prompt`; forms without a review
            // never stand there. Moving a visit, money and setting a setting ask for themselves.
            Question::Reschedule(_)
            | Question::Ledger(..)
            | Question::Create(None)
            | Question::Close(None)
            | Question::LongRepair(None)
            | Question::Reason(None)
            | Question::AddMaster(None)
            | Question::Edit(None)
            | Question::Correct(None)
            | Question::Rates(None)
            | Question::Remark(_, None)
            | Question::Apply(None)
            | Question::Person(None)
            | Question::WorkGroup(None)
            | Question::Attach(None)
            | Question::EditClient(_)
            | Question::CatalogueName(None)
            | Question::Search(None)
            | Question::ListDays(None)
            | Question::SetSetting(_) => String::new(),
        }
    }

    /// The choices of the question, as labels with what they pick.
    async fn choices(&self, draft: &Draft) -> Result<Inline, Fault> {
        let pick = |label: String, id: i64| (label, press(draft, Answer::Pick(id)));
        if let Some(choices) = self.client_choices(draft).await? {
            return Ok(choices);
        }
        let yes_no =
            || Inline::new().row([pick(self.text("button-yes"), 1), pick(self.text("button-no"), 0)]);
        Ok(match draft.question() {
            Question::Create(Some(CreateField::Equipment)) | Question::Edit(Some(CreateField::Equipment)) => {
                let types = self.snapshot.equipment().await?;
                Inline::new().grid(2, types.iter().map(|t| pick(self.catalogued(&t.name), t.id.0)).collect())
            }
            Question::Create(Some(CreateField::Address)) | Question::Edit(Some(CreateField::Address)) => {
                Inline::new().grid(1, known_addresses(draft).into_iter().map(|(l, id)| pick(l, id)).collect())
            }
            Question::Close(Some(CloseField::IsRefusal)) => Inline::new()
                .row([pick(self.text("button-is-refusal"), 1)])
                .row([pick(self.text("button-not-refusal"), 0)]),
            Question::Close(Some(CloseField::Review | CloseField::OutOfCity))
            | Question::Correct(Some(CorrectField::Review | CorrectField::OutOfCity)) => yes_no(),
            Question::Close(Some(CloseField::Payment)) | Question::Correct(Some(CorrectField::Payment)) => {
                let methods = PaymentMethod::ALL.iter().zip(0_i64..);
                let label = |method: &PaymentMethod| self.text(&format!("payment-{}", method.code()));
                Inline::new().grid(1, methods.map(|(method, id)| pick(label(method), id)).collect())
            }
            Question::Close(Some(CloseField::Refund)) | Question::Reason(Some(ReasonField::Refund)) => {
                Inline::new()
                    .row([pick(self.text("button-refund"), 1)])
                    .row([pick(self.text("button-keep"), 0)])
            }
            Question::Close(Some(CloseField::Reason)) => self.reasons(draft, ReasonKind::Refuse).await?,
            Question::Reason(Some(ReasonField::Reason)) => {
                self.reasons(draft, reason_purpose(&draft.dialogue)).await?
            }
            Question::LongRepair(Some(LongRepairField::Date)) => self.day_buttons(draft),
            Question::Ledger(_, Some(field)) => self.money_choices(draft, field),
            Question::Rates(Some(field)) => match &draft.dialogue {
                Dialogue::EditRates(form) => {
                    let choices = self.rates_choices(form, field).await?;
                    let columns = if field == RatesField::Kind { 2 } else { 1 };
                    Inline::new().grid(columns, choices.into_iter().map(|(l, id)| pick(l, id)).collect())
                }
                _ => Inline::new(),
            },
            Question::Create(Some(CreateField::Time))
            | Question::Edit(Some(CreateField::Time))
            | Question::Reschedule(Some(RescheduleField::Time)) => {
                let buttons = self.quick_visits().into_iter().map(|(label, id)| pick(label, id));
                Inline::new().grid(2, buttons.collect())
            }
            _ => Inline::new(),
        })
    }

    async fn reasons(&self, draft: &Draft, purpose: ReasonKind) -> Result<Inline, Fault> {
        let reasons = catalogue::reasons(self.snapshot.tx(), purpose).await?;
        let buttons = reasons
            .into_iter()
            .map(|r| (self.catalogued(&r.name), press(draft, Answer::Pick(r.id.0))))
            .collect();
        Ok(Inline::new().grid(1, buttons))
    }

    fn day_buttons(&self, draft: &Draft) -> Inline {
        let Dialogue::LongRepair(LongRepairForm { asked_on, .. }) = &draft.dialogue else {
            return Inline::new();
        };
        let day = |ahead: i64| {
            let date = asked_on.checked_add(jiff::Span::new().days(ahead)).ok()?;
            let weekday = self.text(&format!("weekday-short-{}", date.weekday().to_monday_one_offset()));
            Some((format!("{weekday} {}", date.strftime("%d.%m")), press(draft, Answer::Pick(ahead))))
        };
        Inline::new().grid(4, (1..=DAY_BUTTONS).filter_map(day).collect())
    }

    /// The buttons every question has: back, skip, cancel; on the review screen confirm and edit.
    fn controls(&self, draft: &Draft, choices: Inline) -> Inline {
        let button = |key: &str, answer| (self.text(key), press(draft, answer));
        if is_review(draft) {
            let confirm = confirm_key(draft).map(|key| button(key, Answer::Confirm));
            let back = draft.can_go_back().then(|| button("button-back", Answer::Back));
            return choices
                .row(confirm)
                .grid(2, self.edit_buttons(draft))
                .row(back.into_iter().chain([button("button-cancel", Answer::Cancel)]));
        }
        if let Dialogue::Attach(_) = &draft.dialogue {
            return choices.row([button("button-attached-all", Answer::Skip)]);
        }
        let mut row = Vec::new();
        if draft.can_go_back() {
            row.push(button("button-back", Answer::Back));
        }
        if draft.can_skip() {
            row.push(button(skip_key(draft), Answer::Skip));
        }
        row.push(button("button-cancel", Answer::Cancel));
        choices.row(row)
    }

    /// One «change» button for each field of the form.
    fn edit_buttons(&self, draft: &Draft) -> Vec<(String, Press)> {
        let keys = field_keys(draft);
        keys.into_iter()
            .zip(0_u8..)
            .map(|(key, index)| {
                let field = self.text(&format!("field-{key}"));
                let label = self.text_with("button-edit", &Args::new().raw("field", field));
                (label, press(draft, Answer::Edit(index)))
            })
            .collect()
    }
}

pub(super) fn press(draft: &Draft, answer: Answer) -> Press {
    Press::Draft { draft: draft.id, revision: draft.revision, answer }
}

fn is_review(draft: &Draft) -> bool {
    matches!(
        draft.question(),
        Question::Create(None)
            | Question::Close(None)
            | Question::LongRepair(None)
            | Question::AddMaster(None)
            | Question::Edit(None)
            | Question::Correct(None)
            | Question::Rates(None)
            | Question::Remark(_, None)
            | Question::Reschedule(None)
            | Question::Apply(None)
            | Question::Ledger(_, None)
    )
}

/// What confirms a review; nothing when there is nothing to confirm.
fn confirm_key(draft: &Draft) -> Option<&'static str> {
    match &draft.dialogue {
        Dialogue::CloseOrder(form) if !form.ends_in_refusal() => Some("button-finish"),
        Dialogue::EditOrder(form) => form.is_changed().then_some("button-confirm"),
        Dialogue::CorrectOrder(form) => form.is_changed().then_some("button-confirm"),
        Dialogue::EditRates(form) => form.is_changed().then_some("button-confirm"),
        Dialogue::Remark(_) => Some("button-delete"),
        _ => Some("button-confirm"),
    }
}

/// What leaves a question without an answer: of an order that has one it takes that one away.
fn skip_key(draft: &Draft) -> &'static str {
    match &draft.dialogue {
        Dialogue::EditOrder(_) => "button-empty",
        _ => "button-skip",
    }
}

/// The answers of creating an order, or of changing one.
pub(super) fn creation(draft: &Draft) -> Option<&CreateOrder> {
    match &draft.dialogue {
        Dialogue::CreateOrder(form) => Some(form),
        Dialogue::EditOrder(form) => Some(&form.answers),
        _ => None,
    }
}

/// Whether the question is answered by a text, which in a group must be a reply.
fn takes_text(draft: &Draft) -> bool {
    let by_buttons = matches!(
        draft.question(),
        Question::Close(Some(
            CloseField::IsRefusal
                | CloseField::Payment
                | CloseField::Review
                | CloseField::OutOfCity
                | CloseField::Refund
        )) | Question::Correct(Some(CorrectField::Payment | CorrectField::Review | CorrectField::OutOfCity))
            | Question::Reason(Some(ReasonField::Refund))
    );
    !by_buttons && !is_review(draft)
}

fn known_addresses(draft: &Draft) -> Vec<(String, i64)> {
    match &draft.dialogue {
        Dialogue::CreateOrder(form) => {
            form.chosen_client().map(|known| labelled(&known.addresses)).unwrap_or_default()
        }
        Dialogue::EditOrder(form) => labelled(form.offered()),
        _ => Vec::new(),
    }
}

fn labelled(addresses: &[(AddressId, Address)]) -> Vec<(String, i64)> {
    let last_used = addresses.iter().take(ADDRESSES);
    last_used.map(|(id, address)| (format::within(address.reveal(), ADDRESS), id.0)).collect()
}

fn reason_purpose(dialogue: &Dialogue) -> ReasonKind {
    match dialogue {
        Dialogue::GiveReason(form) => form.purpose,
        _ => ReasonKind::Refuse,
    }
}

fn field_keys(draft: &Draft) -> Vec<&'static str> {
    use repairbot_core::dialogue::Form;
    match &draft.dialogue {
        Dialogue::CreateOrder(form) => form.fields().into_iter().map(create_key).collect(),
        Dialogue::CloseOrder(form) => form.fields().into_iter().map(close_key).collect(),
        Dialogue::LongRepair(form) => form
            .fields()
            .into_iter()
            .map(|field| match field {
                LongRepairField::Date => "promised-date",
                LongRepairField::Parts => "parts",
                LongRepairField::Prepayment => "prepayment",
            })
            .collect(),
        Dialogue::AddMaster(form) | Dialogue::Apply(form) => {
            form.fields().into_iter().map(add_master_key).collect()
        }
        Dialogue::EditOrder(form) => form.fields().into_iter().map(create_key).collect(),
        Dialogue::CorrectOrder(form) => form.fields().into_iter().map(correct_key).collect(),
        Dialogue::EditRates(form) => form.fields().into_iter().map(rates_key).collect(),
        Dialogue::Remark(_) => vec!["deletion-reason"],
        Dialogue::Reschedule(_) => vec!["new-time", "reschedule-reason"],
        Dialogue::Ledger(form) => form.fields().into_iter().map(money_key).collect(),
        Dialogue::GiveReason(_)
        | Dialogue::WorkGroup(_)
        | Dialogue::Person(_)
        | Dialogue::Attach(_)
        | Dialogue::EditClient(_)
        | Dialogue::CatalogueName(_)
        | Dialogue::Search(_)
        | Dialogue::ListDays(_)
        | Dialogue::SetSetting(_) => Vec::new(),
    }
}

pub(super) fn create_key(field: CreateField) -> &'static str {
    match field {
        CreateField::Equipment => "equipment",
        CreateField::Problem => "problem",
        CreateField::Phone => "phone",
        CreateField::UseKnown => "use-known",
        CreateField::Purpose => "purpose",
        CreateField::Parent => "parent",
        CreateField::Name => "name",
        CreateField::Address => "address",
        CreateField::Notes => "notes",
        CreateField::Time => "time",
        CreateField::Whose => "whose",
    }
}

fn add_master_key(field: AddMasterField) -> &'static str {
    match field {
        AddMasterField::Name => "master-name",
        AddMasterField::Phone => "master-phone",
        AddMasterField::Specialization => "specialization",
    }
}

pub(super) fn correct_key(field: CorrectField) -> &'static str {
    match field {
        CorrectField::Total => "total",
        CorrectField::Materials => "materials",
        CorrectField::Payment => "payment",
        CorrectField::Review => "review",
        CorrectField::OutOfCity => "out-of-city",
        CorrectField::Reason => "correction-reason",
    }
}

fn money_key(field: LedgerField) -> &'static str {
    match field {
        LedgerField::OwesMore => "owes-more",
        LedgerField::Amount => "money-amount",
        LedgerField::Reason => "money-reason",
    }
}

fn close_key(field: CloseField) -> &'static str {
    match field {
        CloseField::Total => "total",
        CloseField::IsRefusal => "is-refusal",
        CloseField::Reason => "refuse-reason",
        CloseField::Refund => "refund",
        CloseField::Materials => "materials",
        CloseField::Payment => "payment",
        CloseField::Review => "review",
        CloseField::OutOfCity => "out-of-city",
    }
}
