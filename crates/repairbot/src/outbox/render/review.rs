//! Review screens: everything that was answered, before it is confirmed.

use repairbot_core::{
    dialogue::{AddMaster, CloseOrder, CreateOrder, Dialogue, Draft, Form, GivenReason, LongRepairForm},
    ids::EquipmentId,
    money::Kopecks,
    order::{Settlement, settlement},
};

use super::{Scene, format};
use crate::{
    fault::Fault,
    store::{catalogue, orders, rates},
    texts::Args,
};

impl Scene<'_> {
    /// The review screen, when the draft stands there.
    pub async fn review(&self, draft: &Draft) -> Result<Option<String>, Fault> {
        let text = match &draft.dialogue {
            Dialogue::CreateOrder(form) if form.cursor().at.is_none() => self.review_new(form).await?,
            Dialogue::CloseOrder(form) if form.cursor().at.is_none() => self.review_close(form).await?,
            Dialogue::AddMaster(form) | Dialogue::Apply(form) if form.cursor().at.is_none() => {
                self.review_master(form)
            }
            Dialogue::LongRepair(form) if form.cursor().at.is_none() => self.review_long_repair(form),
            Dialogue::EditOrder(form) if form.cursor().at.is_none() => self.review_edit(form).await?,
            Dialogue::Remark(form) if form.cursor().at.is_none() => self.review_deletion(form).await?,
            Dialogue::EditRates(form) if form.cursor().at.is_none() => self.review_rates(form).await?,
            Dialogue::CorrectOrder(form) if form.cursor().at.is_none() => {
                self.review_correction(form).await?
            }
            Dialogue::Reschedule(form) if form.cursor().at.is_none() => self.review_reschedule(form).await?,
            Dialogue::Ledger(form) if form.cursor().at.is_none() => self.review_money(form).await?,
            _ => return Ok(None),
        };
        Ok(Some(text))
    }

    async fn review_new(&self, form: &CreateOrder) -> Result<String, Fault> {
        let mut lines = vec![self.text("review-new")];
        let mut line = |key: &str, value: &str| {
            lines.push(self.text_with(key, &Args::new().text("value", value)));
        };
        line("card-equipment", &self.equipment_name(form.equipment).await?);
        line("card-problem", form.problem.as_ref().map_or("", |t| t.reveal()));
        line("card-client", form.name.as_ref().map_or("", |t| t.reveal()));
        line("card-phone", &form.phone.as_ref().map(format::phone).unwrap_or_default());
        line("card-address", form.address.as_ref().map_or("", |a| a.address().reveal()));
        if let Some(notes) = &form.notes {
            line("card-notes", notes.reveal());
        }
        lines.extend(form.visit.iter().flat_map(|visit| self.visit_lines(visit)));
        lines.extend(self.review_client(form).await?);
        lines.push(self.text("review-question"));
        Ok(lines.join("\n"))
    }

    async fn equipment_name(&self, id: Option<EquipmentId>) -> Result<String, Fault> {
        let Some(id) = id else { return Ok(String::new()) };
        // A draft may hold a type that is not offered any more.
        let kind = catalogue::equipment_by_id(self.snapshot.tx(), id).await?;
        Ok(kind.map(|kind| self.catalogued(&kind.name)).unwrap_or_default())
    }

    async fn review_close(&self, form: &CloseOrder) -> Result<String, Fault> {
        let Some(view) = self.snapshot.order(form.order).await? else {
            return Ok(self.text("order-not-found"));
        };
        let title = Args::new().number("number", view.number.0);
        let mut lines = Vec::new();
        if form.ends_in_refusal() {
            lines.push(self.text_with("review-refusal", &title));
            let fee = form.total.unwrap_or(Kopecks::ZERO);
            lines.push(self.text_with("card-fee", &Args::new().raw("value", self.money(fee))));
            lines.push(self.given_reason(form.reason.as_ref()).await?);
            if let Some(refund) = form.refund {
                lines.push(self.text(if refund { "review-refunded" } else { "review-kept" }));
            }
        } else {
            lines.push(self.text_with("review-close", &title));
            if let Some(settlement) = self.preview(form, &view).await? {
                lines.push(self.settlement(&settlement));
            }
        }
        lines.push(self.text("review-question"));
        Ok(lines.join("\n"))
    }

    /// The settlement that confirming would write, computed by the same rule.
    async fn preview(
        &self,
        form: &CloseOrder,
        view: &orders::OrderView,
    ) -> Result<Option<Settlement>, Fault> {
        let senior = match view.order.master {
            Some(master) => self.snapshot.person(master).await?.is_some_and(|person| person.is_senior()),
            None => false,
        };
        let closing = form.closing(senior);
        // Answers that confirming would refuse have no figures to show: `core` says why then.
        let Some(closing) = closing else { return Ok(None) };
        let (rates, code) = rates::for_closing(self.snapshot.tx(), &view.order, self.snapshot.now()).await?;
        Ok(settlement(&view.order, &closing, &rates, &code).ok())
    }

    async fn given_reason(&self, reason: Option<&GivenReason>) -> Result<String, Fault> {
        let mut words = Vec::new();
        if let Some(picked) = reason.and_then(|reason| reason.picked) {
            words.extend(self.reason_name(picked).await?);
        }
        words.extend(reason.and_then(|r| r.text.as_ref()).map(|text| text.reveal().to_owned()));
        Ok(self.text_with("card-reason", &Args::new().text("value", &words.join(". "))))
    }

    fn review_master(&self, form: &AddMaster) -> String {
        let mut lines = vec![self.text(if form.applies { "review-application" } else { "review-master" })];
        let mut line = |key: &str, value: &str| {
            lines.push(self.text_with(key, &Args::new().text("value", value)));
        };
        line("card-client", form.name.as_ref().map_or("", |name| name.reveal()));
        if let Some(number) = &form.phone {
            line("card-phone", &format::phone(number));
        }
        if let Some(specialization) = &form.specialization {
            line("master-specialization", specialization.reveal());
        }
        lines.push(self.text("review-question"));
        lines.join("\n")
    }

    fn review_long_repair(&self, form: &LongRepairForm) -> String {
        let mut lines = vec![self.text("review-long-repair")];
        if let Some(date) = form.promised_on {
            lines.push(self.text_with("card-promised", &Args::new().raw("value", self.day(date))));
        }
        if let Some(parts) = &form.parts {
            lines.push(self.text_with("card-parts", &Args::new().text("value", parts.reveal())));
        }
        if let Some(prepayment) = form.prepayment {
            let args = Args::new().raw("value", self.money(prepayment));
            lines.push(self.text_with("card-prepayment", &args));
        }
        lines.push(self.text("review-question"));
        lines.join("\n")
    }
}
