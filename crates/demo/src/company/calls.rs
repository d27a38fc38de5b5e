//! Orders, by the product's own rules.

use jiff::{Timestamp, ToSpan as _};
use repairbot::store::{
    attachments::{self, Content, NewAttachment},
    catalogue,
    comments::{self, NewComment},
    copies::{self, Copied},
    orders,
    texts::{self, NewText, TextKind},
};
use repairbot_core::{
    actor::{Actor, Role},
    attachment::AttachmentKind,
    catalogue::ReasonKind,
    ids::{AttachmentId, BranchId, CommentId, OrderId, PersonId, ReasonId, TextId},
    order::{
        Closing, Command, Context, Details, NewOrder, Order, OrderKind, Reason, RefusalAnswers, Visit, apply,
        create, decide, fold, repeat_kind,
    },
    pii::FreeText,
    split::RatesVersion,
    when::parse_visit,
};

use super::found::{Records, roubles, unknown};
use crate::{
    DemoError, drawing,
    script::{self, Both, Deed},
};

/// The only branch.
const BRANCH: BranchId = BranchId(1);

impl<'a> Records<'a> {
    /// A call, and all that became of it.
    pub(super) async fn order(&mut self, script: &'a script::Order) -> Result<(), DemoError> {
        let at = self.at(script.ago)?;
        let (client, phone, address) =
            self.clients.get(script.client.as_str()).copied().ok_or_else(|| unknown(&script.client))?;
        let types = catalogue::equipment(self.tx).await?;
        let equipment = types.iter().find(|kind| kind.code == script.equipment);
        let equipment = equipment.ok_or_else(|| unknown(&script.equipment))?.id;
        let former = match &script.repeats {
            Some(key) => Some(self.repeated.get(key.as_str()).ok_or_else(|| unknown(key))?),
            None => None,
        };
        let company = self.founding.company;
        let kind = former.map_or(OrderKind::Repair, |former| {
            let same = former.equipment == equipment;
            repeat_kind(former.warranty_until, same, company.day(at), &company.zone)
        });
        let new = NewOrder {
            id: OrderId(self.ids.next()),
            branch: BRANCH,
            kind,
            parent: former.map(|former| former.id),
            equipment,
            client,
            phone,
            address,
            problem: self.text(&script.problem, (TextKind::Problem, at)).await?,
            notes: self.optional(script.notes.as_ref(), (TextKind::Notes, at)).await?,
            visit: self.visit(script.visit.as_ref(), at).await?,
        };
        let recorded = create(new, &self.actor(&script.by)?, at).map_err(DemoError::seed)?;
        let mut order = fold([&recorded]).map_err(DemoError::seed)?;
        orders::insert(self.tx, &order, &recorded, &self.ids.public_id()).await?;
        for step in &script.steps {
            order = self.step(order, step, script).await?;
        }
        if let Some(key) = &script.key {
            self.repeated.insert(key, order);
        }
        Ok(())
    }

    /// A visit as the office would have written it then. The demo may begin at any hour: what was past by then is a
    /// remark.
    async fn visit(&self, words: Option<&script::Both>, at: Timestamp) -> Result<Option<Visit>, DemoError> {
        let Some(words) = words.map(|both| both.of(self.lang())) else { return Ok(None) };
        let parsed = parse_visit(words, at, &self.founding.company.zone);
        let (from, to, note) = match parsed {
            Ok(visit) => (visit.from, visit.to, visit.note),
            Err(_) => (None, None, Some(FreeText::instruction(words).map_err(DemoError::seed)?)),
        };
        let note = match note {
            Some(body) => Some(self.body(body, (TextKind::Visit, at)).await?),
            None => None,
        };
        Ok(Some(Visit { from, to, note }))
    }

    async fn step(
        &self,
        order: Order,
        step: &script::Step,
        script: &script::Order,
    ) -> Result<Order, DemoError> {
        let (now, company) = (self.at(step.ago)?, self.founding.company);
        let office = matches!(step.deed, Deed::Assign { .. }) || order.master.is_none();
        let actor = match &step.by {
            Some(key) => self.actor(key)?,
            None if office => self.actor(&script.by)?,
            None => self.master_of(&order)?,
        };
        if let Deed::Attach { caption } = &step.deed {
            self.attach(&order, caption, (actor.person, now)).await?;
            return Ok(order);
        }
        let command = self.command(&order, &step.deed, (actor.person, now)).await?;
        let rates = RatesVersion::default_rules();
        let context = Context {
            now,
            today: company.day(now),
            workflow: company.workflow,
            rates: &rates,
            equipment_code: &script.equipment,
        };
        let recorded = decide(&order, &command, &actor, &context).map_err(DemoError::seed)?;
        let after = apply(&order, &recorded);
        orders::record(self.tx, &order, &after, &recorded).await?;
        Ok(after)
    }

    fn master_of(&self, order: &Order) -> Result<Actor, DemoError> {
        let found = self.people.values().find(|actor| Some(actor.person) == order.master);
        found.copied().ok_or_else(|| unknown("master"))
    }

    async fn command(
        &self,
        order: &Order,
        deed: &Deed,
        (by, at): (PersonId, Timestamp),
    ) -> Result<Command, DemoError> {
        Ok(match deed {
            Deed::Assign { master } => Command::Assign { master: self.actor(master)?.person },
            Deed::Accept => Command::Accept,
            Deed::Decline { reason } => {
                let picked = Some(self.reason(ReasonKind::Decline, reason).await?);
                Command::Decline { reason: Reason { picked, text: None } }
            }
            Deed::Arrive => Command::ArriveOnSite,
            Deed::LongRepair { days, parts, prepayment } => Command::StartLongRepair {
                promised_on: self
                    .founding
                    .company
                    .day(at)
                    .checked_add((*days).days())
                    .map_err(DemoError::seed)?,
                parts: Some(self.text(parts, (TextKind::Parts, at)).await?),
                prepayment: roubles(*prepayment),
            },
            Deed::Close { total, materials, payment, review, out_of_city } => Command::Close(Closing {
                total: roubles(*total),
                materials: roubles(*materials),
                payment: *payment,
                review: *review,
                out_of_city: *out_of_city,
                senior: self.master_of(order)?.roles.has(Role::SeniorMaster),
            }),
            Deed::Refuse { reason, text, fee } => Command::Refuse(RefusalAnswers {
                reason: Reason {
                    picked: Some(self.reason(ReasonKind::Refuse, reason).await?),
                    text: Some(self.text(text, (TextKind::Reason, at)).await?),
                },
                fee: roubles(*fee),
                refund_prepayment: None,
            }),
            Deed::Comment { text } => {
                let text = self.text(text, (TextKind::Comment, at)).await?;
                let comment = CommentId(self.ids.next());
                let new = NewComment { id: comment, order: order.id, person: by, text, at };
                comments::insert(self.tx, &new).await?;
                Command::Comment { comment, text }
            }
            Deed::Reschedule { to, reason } => {
                let to = self.visit(Some(to), at).await?.ok_or_else(|| unknown("to"))?;
                Command::Reschedule { to, reason: Some(self.text(reason, (TextKind::Reason, at)).await?) }
            }
            Deed::Edit { problem, notes } => {
                let problem = self.optional(problem.as_ref(), (TextKind::Problem, at)).await?;
                let notes = self.optional(notes.as_ref(), (TextKind::Notes, at)).await?;
                Command::Edit { to: changed(order, problem, notes) }
            }
            Deed::Delete { reason } => {
                Command::Delete { reason: self.text(reason, (TextKind::Reason, at)).await? }
            }
            Deed::Attach { .. } => return Err(unknown("a command that attaches")),
        })
    }

    /// A drawn picture. The simulator forgets its files when it ends, so it is in the folder of copies from the beginning.
    async fn attach(
        &self,
        order: &Order,
        caption: &Both,
        (person, at): (PersonId, Timestamp),
    ) -> Result<(), DemoError> {
        let id = AttachmentId(self.ids.next());
        let name = format!("photo-{}.png", id.0);
        let new = NewAttachment {
            id,
            order: order.id,
            person,
            kind: AttachmentKind::Photo,
            content: Content::File(name.clone()),
            unique: name.clone(),
            caption: Some(self.text(caption, (TextKind::Caption, at)).await?),
            at,
        };
        attachments::insert(self.tx, &new).await?;
        copies::begin(self.tx, id, &name).await?;
        copies::settle(self.tx, id, Copied::Kept).await?;
        let folder = self.founding.attachments;
        std::fs::create_dir_all(folder)?;
        Ok(std::fs::write(folder.join(name), drawing::washing_machine()?)?)
    }

    async fn reason(&self, kind: ReasonKind, code: &str) -> Result<ReasonId, DemoError> {
        let reasons = catalogue::reasons(self.tx, kind).await?;
        let found = reasons.iter().find(|reason| reason.code == code);
        Ok(found.ok_or_else(|| unknown(code))?.id)
    }

    async fn text(
        &self,
        both: &Both,
        (kind, created_at): (TextKind, Timestamp),
    ) -> Result<TextId, DemoError> {
        let body = FreeText::notes(both.of(self.lang())).map_err(DemoError::seed)?;
        self.body(body, (kind, created_at)).await
    }

    async fn body(
        &self,
        body: FreeText,
        (kind, created_at): (TextKind, Timestamp),
    ) -> Result<TextId, DemoError> {
        let id = TextId(self.ids.next());
        texts::insert(self.tx, &[NewText { id, kind, body, created_at }]).await?;
        Ok(id)
    }

    async fn optional(
        &self,
        both: Option<&Both>,
        about: (TextKind, Timestamp),
    ) -> Result<Option<TextId>, DemoError> {
        match both {
            Some(both) => Ok(Some(self.text(both, about).await?)),
            None => Ok(None),
        }
    }
}

/// What the order says, with another problem or other notes.
fn changed(order: &Order, problem: Option<TextId>, notes: Option<TextId>) -> Details {
    Details {
        equipment: order.equipment,
        problem: problem.unwrap_or(order.problem),
        client: order.client,
        phone: order.phone,
        address: order.address,
        notes: notes.or(order.notes),
        visit: order.visit,
    }
}
