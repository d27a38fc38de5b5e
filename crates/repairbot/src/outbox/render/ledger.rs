//! Money between masters and the office, each screen for the reader who may see it.

use std::collections::BTreeMap;

use repairbot_core::{
    actor::Role,
    callback::{Answer, LedgerPress, Press},
    dialogue::{Dialogue, Draft, Form, LedgerField, LedgerForm, LedgerTask},
    ids::{HandInId, PersonId, TextId, TransactionId},
    ledger::{Standing, TransactionKind, may_answer},
    money::Kopecks,
    pii::FreeText,
    screen::LedgerScreen,
};

use super::{Rendered, Scene, format, keyboard::Inline, question::press};
use crate::{
    fault::Fault,
    store::{
        ledger::{self, BookLine, Debt, HandIn, HandInState},
        texts,
    },
    texts::Args,
};

/// Lines, or masters, on one page.
const PAGE: u64 = 10;
/// As much of a reason as a line of the book shows, in UTF-16 units.
const REASON: usize = 100;

impl Scene<'_> {
    /// Any of these screens as a message.
    pub async fn ledger(&self, screen: LedgerScreen) -> Result<Rendered, Fault> {
        if self.viewer.in_group {
            return Ok(self.no_access());
        }
        match screen {
            LedgerScreen::Own => self.own_balance().await,
            LedgerScreen::HandIn { hand_in } => self.hand_in(hand_in).await,
            LedgerScreen::HandInDecided { hand_in } => self.hand_in_decided(hand_in).await,
            LedgerScreen::Debts { page } => self.debts(page).await,
            LedgerScreen::Book { master, before } => self.book(master, before).await,
            LedgerScreen::Entered { transaction } => self.entered(transaction).await,
            LedgerScreen::LeftWithBalance { master } => self.left_with_balance(master).await,
        }
    }

    fn no_access(&self) -> Rendered {
        Rendered::text(self.text("no-access"))
    }

    /// Whether the reader is this master, at work.
    fn is_self(&self, master: PersonId) -> bool {
        self.viewer.actor.is_some_and(|actor| actor.person == master && actor.roles.has(Role::Master))
    }

    fn money_button(&self, key: &str, press: LedgerPress) -> (String, Press) {
        (self.text(key), Press::Ledger(press))
    }

    fn sum(&self, key: &str, sum: Kopecks) -> String {
        self.text_with(key, &Args::new().raw("sum", self.money(sum)))
    }

    /// Who owes whom how much: to the master himself, or to the office.
    pub(super) fn standing(&self, balance: Kopecks, own: bool) -> String {
        match (Standing::of(balance), own) {
            (Standing::Owes(sum), true) => self.sum("ledger-own-owes", sum),
            (Standing::Owes(sum), false) => self.sum("ledger-owes", sum),
            (Standing::IsOwed(sum), true) => self.sum("ledger-own-is-owed", sum),
            (Standing::IsOwed(sum), false) => self.sum("ledger-is-owed", sum),
            (Standing::Even, true) => self.text("ledger-own-even"),
            (Standing::Even, false) => self.text("ledger-even"),
        }
    }

    async fn own_balance(&self) -> Result<Rendered, Fault> {
        let Some(actor) = self.viewer.actor.filter(|actor| actor.roles.has(Role::Master)) else {
            return Ok(self.no_access());
        };
        let held = ledger::held_by(self.snapshot.tx(), actor.person).await?;
        let open = ledger::open_hand_in(self.snapshot.tx(), actor.person).await?;
        let waits = open.map(|open| {
            let label = self.sum("button-hand-in-waits", open.asked);
            (label, Press::Ledger(LedgerPress::Card { hand_in: open.id }))
        });
        let begin = (waits.is_none() && held > Kopecks::ZERO)
            .then(|| self.money_button("button-hand-in", LedgerPress::HandIn));
        let book = LedgerPress::Book { master: actor.person, before: None };
        let keyboard = Inline::new().row(waits).row(begin).row([self.money_button("button-book", book)]);
        let text = [self.text("ledger-own-title"), self.standing(held, true)].join("\n");
        Ok(Rendered { text, markup: keyboard.markup() })
    }

    /// A hand-in: the office answers it, its master may take it back.
    async fn hand_in(&self, id: HandInId) -> Result<Rendered, Fault> {
        let Some((asked, own)) = self.visible_hand_in(id).await? else { return Ok(self.no_access()) };
        let title = Args::new().text("name", &self.name_of(asked.master).await?);
        let mut lines = vec![
            self.text_with("hand-in-title", &title),
            self.sum("hand-in-sum", asked.asked),
            self.hand_in_state(&asked).await?,
        ];
        let held = ledger::held_by(self.snapshot.tx(), asked.master).await?;
        lines.push(self.standing(held, own));
        let is_open = asked.state == HandInState::Open;
        let mut keyboard = Inline::new();
        if is_open && self.viewer.actor.is_some_and(|actor| may_answer(&actor, asked.master)) {
            keyboard = keyboard
                .row([
                    self.money_button("button-hand-in-confirm", LedgerPress::Confirm { hand_in: id }),
                    self.money_button("button-hand-in-other", LedgerPress::ConfirmOther { hand_in: id }),
                ])
                .row([self.money_button("button-hand-in-reject", LedgerPress::Reject { hand_in: id })]);
        }
        if is_open && own {
            keyboard = keyboard
                .row([self.money_button("button-hand-in-cancel", LedgerPress::Cancel { hand_in: id })]);
        }
        let book = LedgerPress::Book { master: asked.master, before: None };
        let keyboard = keyboard.row([self.money_button("button-book", book)]);
        Ok(Rendered { text: lines.join("\n"), markup: keyboard.markup() })
    }

    /// The hand-in if the reader may see it, and whether it is his own.
    async fn visible_hand_in(&self, id: HandInId) -> Result<Option<(HandIn, bool)>, Fault> {
        let asked = ledger::hand_in(self.snapshot.tx(), id).await?;
        let seen = asked.map(|asked| (asked, self.is_self(asked.master)));
        Ok(seen.filter(|(_, own)| *own || self.roles().is_office()))
    }

    /// What became of it, in one line.
    async fn hand_in_state(&self, asked: &HandIn) -> Result<String, Fault> {
        let by = match asked.decided_by {
            Some(by) => self.name_of(by).await?,
            None => String::new(),
        };
        let reason = self.reason_of(asked.reason).await?;
        let got = asked.confirmed.unwrap_or(Kopecks::ZERO);
        let key = match asked.state {
            HandInState::Open => "hand-in-open",
            HandInState::Confirmed if got == asked.asked => "hand-in-confirmed",
            HandInState::Confirmed => "hand-in-confirmed-other",
            HandInState::Rejected => "hand-in-rejected",
            HandInState::Cancelled => "hand-in-cancelled",
        };
        let args = Args::new()
            .text("by", &by)
            .text("reason", &reason)
            .raw("sum", self.money(got))
            .raw("asked", self.money(asked.asked));
        Ok(self.text_with(key, &args))
    }

    async fn reason_of(&self, id: Option<TextId>) -> Result<String, Fault> {
        let Some(id) = id else { return Ok(String::new()) };
        let found = texts::bodies(self.snapshot.tx(), &[id]).await?;
        Ok(found.get(&id).map(|text| text.reveal().to_owned()).unwrap_or_default())
    }

    /// The answer to a hand-in, for its master and for the rest of the office.
    async fn hand_in_decided(&self, id: HandInId) -> Result<Rendered, Fault> {
        let Some((asked, own)) = self.visible_hand_in(id).await? else { return Ok(self.no_access()) };
        let title = if own {
            self.sum("hand-in-of-yours", asked.asked)
        } else {
            let name = self.name_of(asked.master).await?;
            let args = Args::new().text("name", &name).raw("sum", self.money(asked.asked));
            self.text_with("hand-in-of", &args)
        };
        let held = ledger::held_by(self.snapshot.tx(), asked.master).await?;
        let lines = [title, self.hand_in_state(&asked).await?, self.standing(held, own)];
        Ok(Rendered::text(lines.join("\n")))
    }

    /// Masters with a balance, the greatest debt first.
    async fn debts(&self, page: u32) -> Result<Rendered, Fault> {
        if !self.roles().is_office() {
            return Ok(self.no_access());
        }
        let debts = ledger::debts(self.snapshot.tx()).await?;
        let pages = u32::try_from((debts.len() as u64).div_ceil(PAGE)).unwrap_or(u32::MAX);
        let page = page.min(pages.saturating_sub(1));
        let from = usize::try_from(u64::from(page).saturating_mul(PAGE)).unwrap_or(usize::MAX);
        let total = debts.iter().filter(|debt| debt.balance > Kopecks::ZERO).map(|debt| debt.balance.0).sum();
        let mut lines = vec![match debts.is_empty() {
            true => self.text("debts-none"),
            false => self.sum("debts-title", Kopecks(total)),
        }];
        let mut keyboard = Inline::new();
        let shown = debts.iter().skip(from).take(usize::try_from(PAGE).unwrap_or(usize::MAX));
        self.snapshot.read_people(shown.clone().map(|debt| debt.master).collect()).await?;
        for debt in shown {
            let name = self.name_of(debt.master).await?;
            lines.push(self.debt_line(debt, &name));
            let book = LedgerPress::Book { master: debt.master, before: None };
            keyboard = keyboard.row([(format::within(&name, REASON), Press::Ledger(book))]);
        }
        let turn = |key: &str, page| self.money_button(key, LedgerPress::Debts { page });
        let before = page.checked_sub(1).map(|page| turn("button-previous-page", page));
        let next = page.checked_add(1).filter(|next| *next < pages);
        let next = next.map(|page| turn("button-next-page", page));
        let keyboard =
            keyboard.row(before.into_iter().chain(next)).row([(self.text("button-back"), Press::Masters)]);
        Ok(Rendered { text: lines.join("\n"), markup: keyboard.markup() })
    }

    fn debt_line(&self, debt: &Debt, name: &str) -> String {
        let args = Args::new().text("name", name);
        match (Standing::of(debt.balance), debt.unpaid_since) {
            (Standing::Owes(sum), Some(since)) => {
                let day = since.to_zoned(self.company.zone.clone()).strftime("%d.%m.%Y").to_string();
                self.text_with("debt-line", &args.raw("sum", self.money(sum)).raw("since", day))
            }
            (Standing::IsOwed(sum), _) => {
                self.text_with("debt-line-is-owed", &args.raw("sum", self.money(sum)))
            }
            (Standing::Owes(sum), None) => {
                self.text_with("debt-line-plain", &args.raw("sum", self.money(sum)))
            }
            (Standing::Even, _) => String::new(),
        }
    }

    /// What moved a master's balance: his own, or for the office with what it can enter.
    async fn book(&self, master: PersonId, before: Option<TransactionId>) -> Result<Rendered, Fault> {
        let own = self.is_self(master);
        if !own && !self.roles().is_office() {
            return Ok(self.no_access());
        }
        let held = ledger::held_by(self.snapshot.tx(), master).await?;
        let page = ledger::book(self.snapshot.tx(), master, before, PAGE).await?;
        let title = Args::new().text("name", &self.name_of(master).await?);
        let mut lines = vec![self.text_with("book-title", &title), self.standing(held, own)];
        let ids: Vec<TextId> = page.lines.iter().filter_map(|line| line.reason).collect();
        let reasons = texts::bodies(self.snapshot.tx(), &ids).await?;
        for line in &page.lines {
            lines.push(self.book_line(line, &reasons));
        }
        if page.lines.is_empty() {
            lines.push(self.text("book-empty"));
        }
        let turn = |key: &str, before| self.money_button(key, LedgerPress::Book { master, before });
        let newest = before.map(|_| turn("button-book-newest", None));
        let earlier = page.lines.last().filter(|_| page.more);
        let earlier = earlier.map(|last| turn("button-book-earlier", Some(last.transaction)));
        let keyboard =
            self.book_buttons(Inline::new().row(newest.into_iter().chain(earlier)), (master, held));
        Ok(Rendered { text: lines.join("\n"), markup: keyboard.markup() })
    }

    fn book_buttons(&self, keyboard: Inline, (master, held): (PersonId, Kopecks)) -> Inline {
        if !self.roles().is_office() {
            return keyboard.row([self.money_button("button-back", LedgerPress::Own)]);
        }
        let may = self.viewer.actor.is_some_and(|actor| may_answer(&actor, master));
        let receive = may.then(|| self.money_button("button-receive", LedgerPress::Receive { master }));
        let pay = may && held < Kopecks::ZERO;
        let pay = pay.then(|| self.money_button("button-pay-out", LedgerPress::PayOut { master }));
        let adjust = self.roles().has(Role::Admin);
        let adjust = adjust.then(|| self.money_button("button-adjust", LedgerPress::Adjust { master }));
        keyboard.row(receive.into_iter().chain(pay)).row(adjust).row([
            (self.text("button-master-card"), Press::Master { master }),
            self.money_button("button-debts", LedgerPress::Debts { page: 0 }),
        ])
    }

    fn book_line(&self, line: &BookLine, reasons: &BTreeMap<TextId, FreeText>) -> String {
        let number = line.order.map_or(0, |(_, number)| number.0);
        let what = Args::new().number("number", number);
        let what = self.text_with(&format!("book-{}", line.kind.code().replace('_', "-")), &what);
        let args = Args::new()
            .raw("at", self.moment(line.at))
            .raw("what", what)
            .raw("amount", self.signed(line.amount))
            .raw("balance", self.money(line.balance));
        let text = self.text_with("book-line", &args);
        match line.reason.and_then(|id| reasons.get(&id)) {
            Some(reason) => {
                let reason = Args::new().text("reason", &format::within(reason.reveal(), REASON));
                format!("{text}{}", self.text_with("book-reason", &reason))
            }
            None => text,
        }
    }

    /// A sum that says whether it comes or goes.
    fn signed(&self, sum: Kopecks) -> String {
        let sign = if sum > Kopecks::ZERO { "+" } else { "" };
        format!("{sign}{}", self.money(sum))
    }

    /// What the office entered, for the office and for the master.
    async fn entered(&self, transaction: TransactionId) -> Result<Rendered, Fault> {
        let Some(line) = ledger::line(self.snapshot.tx(), transaction).await? else {
            return Ok(self.no_access());
        };
        let own = self.is_self(line.master);
        if !own && !self.roles().is_office() {
            return Ok(self.no_access());
        }
        let key = match (line.kind, line.amount > Kopecks::ZERO) {
            (TransactionKind::Payout, _) => "entered-payout",
            (TransactionKind::Adjustment, true) => "entered-more",
            (TransactionKind::Adjustment, false) => "entered-less",
            _ => "entered-hand-in",
        };
        let args = Args::new()
            .text("name", &self.name_of(line.master).await?)
            .text("by", &self.name_of(line.by).await?)
            .raw("sum", self.money(Kopecks(line.amount.0.saturating_abs())));
        let mut lines = vec![self.text_with(key, &args)];
        let reason = self.reason_of(line.reason).await?;
        if !reason.is_empty() {
            lines.push(self.text_with("entered-reason", &Args::new().text("reason", &reason)));
        }
        lines.push(self.standing(line.balance, own));
        let book = LedgerPress::Book { master: line.master, before: None };
        let markup = Inline::new().row([self.money_button("button-book", book)]).markup();
        Ok(Rendered { text: lines.join("\n"), markup })
    }

    /// For the admin who let somebody go: the money between them stays on the books.
    async fn left_with_balance(&self, master: PersonId) -> Result<Rendered, Fault> {
        if !self.roles().is_office() {
            return Ok(self.no_access());
        }
        let held = ledger::held_by(self.snapshot.tx(), master).await?;
        let name = Args::new().text("name", &self.name_of(master).await?);
        let text = format!("{}\n{}", self.text_with("left-with-balance", &name), self.standing(held, false));
        let book = self.money_button("button-book", LedgerPress::Book { master, before: None });
        Ok(Rendered { text, markup: Inline::new().row([book]).markup() })
    }

    /// What is asked about money now.
    pub(super) async fn asked_money(&self, form: &LedgerForm) -> Result<String, Fault> {
        let Some(field) = form.cursor().at else { return Ok(String::new()) };
        let key = match (form.task, field) {
            (_, LedgerField::OwesMore) => "ask-owes-more",
            (LedgerTask::Reject { .. }, LedgerField::Reason) => "ask-hand-in-rejection",
            (_, LedgerField::Reason) => "ask-adjustment-reason",
            (LedgerTask::HandIn { .. }, _) => "ask-hand-in",
            (LedgerTask::Confirm { .. }, _) => "ask-hand-in-other",
            (LedgerTask::Receive { .. }, _) => "ask-receive",
            (LedgerTask::PayOut { .. }, _) => "ask-pay-out",
            (_, LedgerField::Amount) => "ask-adjustment",
        };
        Ok(self.text_with(key, &self.task_args(form).await?))
    }

    /// The sum that one button offers, or which way a balance is set right.
    pub(super) fn money_choices(&self, draft: &Draft, field: LedgerField) -> Inline {
        let Dialogue::Ledger(form) = &draft.dialogue else { return Inline::new() };
        let pick = |label: String, id| (label, press(draft, Answer::Pick(id)));
        match field {
            LedgerField::Amount if !form.offered.is_zero() => {
                Inline::new().row([pick(self.sum("button-all-of-it", form.offered), 1)])
            }
            LedgerField::OwesMore => Inline::new()
                .row([pick(self.text("button-owes-more"), 1)])
                .row([pick(self.text("button-owes-less"), 0)]),
            LedgerField::Amount | LedgerField::Reason => Inline::new(),
        }
    }

    /// Whom it is about, and what is offered.
    async fn task_args(&self, form: &LedgerForm) -> Result<Args, Fault> {
        let args = Args::new().raw("offered", self.money(form.offered));
        Ok(match form.task {
            LedgerTask::HandIn { .. } => args,
            LedgerTask::Confirm { hand_in } | LedgerTask::Reject { hand_in } => {
                let asked = ledger::hand_in(self.snapshot.tx(), hand_in).await?;
                let name = match asked {
                    Some(asked) => self.name_of(asked.master).await?,
                    None => String::new(),
                };
                let asked = asked.map_or(Kopecks::ZERO, |asked| asked.asked);
                args.text("name", &name).raw("asked", self.money(asked))
            }
            LedgerTask::Receive { master }
            | LedgerTask::PayOut { master }
            | LedgerTask::Adjust { master } => args.text("name", &self.name_of(master).await?),
        })
    }

    /// All of it before it is entered, with what the balance will be.
    pub(super) async fn review_money(&self, form: &LedgerForm) -> Result<String, Fault> {
        let amount = form.amount.unwrap_or(Kopecks::ZERO);
        let (key, master, moves) = match form.task {
            LedgerTask::Receive { master } => ("review-receive", master, Kopecks(-amount.0)),
            LedgerTask::PayOut { master } => ("review-pay-out", master, amount),
            LedgerTask::Adjust { master } if form.owes_more == Some(true) => ("review-more", master, amount),
            LedgerTask::Adjust { master } => ("review-less", master, Kopecks(-amount.0)),
            LedgerTask::HandIn { .. } | LedgerTask::Confirm { .. } | LedgerTask::Reject { .. } => {
                return Ok(String::new());
            }
        };
        let args = Args::new().text("name", &self.name_of(master).await?).raw("sum", self.money(amount));
        let mut lines = vec![self.text_with(key, &args)];
        if let Some(reason) = &form.reason {
            lines.push(self.text_with("entered-reason", &Args::new().text("reason", reason.reveal())));
        }
        let held = ledger::held_by(self.snapshot.tx(), master).await?;
        let after = held.checked_add(moves).unwrap_or(held);
        lines
            .push(self.text_with("review-balance", &Args::new().raw("balance", self.standing(after, false))));
        lines.push(self.text("review-question"));
        Ok(lines.join("\n"))
    }
}
