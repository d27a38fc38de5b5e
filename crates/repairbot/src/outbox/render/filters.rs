//! The filters of the office's lists, with live counts.

use repairbot_core::{
    actor::Actor,
    callback::{ListsPress, Press},
    list::{Filter, Period, Place, Scope, Source, Turn, Whose},
    order::Status,
};

use super::{Rendered, Scene, keyboard::Inline};
use crate::{
    fault::Fault,
    store::{
        orders::{self, COUNTED, ListQuery},
        people,
    },
    texts::Args,
};

/// Masters on one page of those to choose from.
const MASTERS: usize = 20;

impl Scene<'_> {
    /// The lists there are of these orders, each with its count.
    pub async fn filter(&self, actor: &Actor, filter: Filter) -> Result<Rendered, Fault> {
        let states = Status::ALL.map(Scope::Status);
        let due = [Scope::Open, Scope::All, Scope::Today, Scope::Overdue];
        let mut lists: Vec<Filter> = states.into_iter().chain(due).map(|scope| filter.with(scope)).collect();
        lists.push(Filter { whose: Whose::Nobody, ..filter.with(Scope::Open) });
        let counts = self.counted(actor, &lists).await?;
        let buttons = lists.iter().zip(counts).map(|(list, count)| {
            let name = match list.whose {
                Whose::Nobody if filter.whose != Whose::Nobody => self.text("list-nobodys"),
                _ => self.scope(list.scope),
            };
            let label = self.text_with("button-list", &Args::new().raw("list", name).raw("count", count));
            (label, Press::Lists(ListsPress::Page(Place::first(Source::Office(*list)))))
        });
        // Whoever filters by «nobody's» has the list of those already.
        let unique = if filter.whose == Whose::Nobody { lists.len() - 1 } else { lists.len() };
        let master = match self.whose(filter.whose).await? {
            Some(name) => name,
            None => self.text("list-anyones"),
        };
        let period = self.period(filter.period).unwrap_or_else(|| self.text("period-always"));
        let choose = |key: &str, value: String, press| {
            (self.text_with(key, &Args::new().raw("value", value)), Press::Lists(press))
        };
        let mut keyboard = Inline::new()
            .grid(2, buttons.take(unique).collect())
            .row([choose("button-filter-master", master, ListsPress::Masters { filter, page: 0 })])
            .row([choose("button-filter-period", period, ListsPress::Periods(filter))]);
        let all = Filter::of(Scope::Open);
        if (filter.whose, filter.period) != (all.whose, all.period) {
            keyboard =
                keyboard.row([(self.text("button-filter-reset"), Press::Lists(ListsPress::Filter(all)))]);
        }
        let markup = keyboard.row(self.deleted_button()).markup();
        Ok(Rendered { text: self.text("orders-filter"), markup })
    }

    /// What stands beside these lists: from the counter rows, or counted as far as a hundred.
    async fn counted(&self, actor: &Actor, lists: &[Filter]) -> Result<Vec<String>, Fault> {
        let queries: Vec<ListQuery<'_>> =
            lists.iter().map(|list| self.list_query(*list, Turn::First, COUNTED)).collect();
        let to_count: Vec<ListQuery<'_>> =
            queries.iter().copied().filter(|query| !orders::has_counter(query)).collect();
        let counters = orders::status_counts(self.snapshot.tx()).await?;
        let mut counted = orders::counts(self.snapshot.tx(), actor, &to_count).await?.into_iter();
        let count = |query: &ListQuery<'_>| {
            if orders::has_counter(query) {
                return orders::from_counters(&counters, query.filter.scope).to_string();
            }
            match counted.next().unwrap_or_default() {
                count if count > COUNTED => format!("{COUNTED}+"),
                count => count.to_string(),
            }
        };
        Ok(queries.iter().map(count).collect())
    }

    /// The name of a list.
    pub(super) fn scope(&self, scope: Scope) -> String {
        match scope {
            Scope::Status(status) => self.status(status),
            Scope::Open => self.text("list-open"),
            Scope::All => self.text("list-all"),
            Scope::Today => self.text("list-today"),
            Scope::Overdue => self.text("list-overdue"),
        }
    }

    /// Whose orders they are, when it matters.
    pub(super) async fn whose(&self, whose: Whose) -> Result<Option<String>, Fault> {
        Ok(match whose {
            Whose::Anyone => None,
            Whose::Nobody => Some(self.text("list-nobodys")),
            Whose::Master(master) => Some(self.name_of(master).await?),
        })
    }

    /// When they were created, when it matters.
    pub(super) fn period(&self, period: Period) -> Option<String> {
        let key = match period {
            Period::Always => return None,
            Period::Today => "period-today",
            Period::Yesterday => "period-yesterday",
            Period::Week => "period-week",
            Period::Month => "period-month",
            Period::Days { from, to } => {
                let day = |day: jiff::civil::Date| day.strftime("%d.%m.%Y").to_string();
                return Some(if from == to { day(from) } else { format!("{}–{}", day(from), day(to)) });
            }
        };
        Some(self.text(key))
    }

    /// The masters to choose from, with nobody and anyone.
    pub async fn filter_masters(&self, filter: Filter, page: u16) -> Result<Rendered, Fault> {
        let masters = people::masters(self.snapshot.tx()).await?;
        let choose = |label, whose| (label, Press::Lists(ListsPress::Filter(Filter { whose, ..filter })));
        let skipped = MASTERS.saturating_mul(usize::from(page));
        let shown = masters.iter().skip(skipped).take(MASTERS);
        let buttons = shown
            .map(|one| {
                let args = Args::new()
                    .raw("list", one.person.name.reveal())
                    .raw("count", one.active_orders.to_string());
                choose(self.text_with("button-list", &args), Whose::Master(one.person.id))
            })
            .collect();
        let turn = |label: &str, page| (self.text(label), Press::Lists(ListsPress::Masters { filter, page }));
        let before = page.checked_sub(1).map(|page| turn("button-previous-page", page));
        let more = masters.len() > skipped.saturating_add(MASTERS);
        let after = page.checked_add(1).filter(|_| more).map(|page| turn("button-next-page", page));
        let keyboard = Inline::new()
            .row([
                choose(self.text("list-anyones"), Whose::Anyone),
                choose(self.text("list-nobodys"), Whose::Nobody),
            ])
            .grid(1, buttons)
            .row(before.into_iter().chain(after))
            .row([(self.text("button-to-filter"), Press::Lists(ListsPress::Filter(filter)))]);
        Ok(Rendered { text: self.text("filter-masters"), markup: keyboard.markup() })
    }

    /// The periods to choose from.
    pub fn filter_periods(&self, filter: Filter) -> Rendered {
        let periods =
            [Period::Always, Period::Today, Period::Yesterday, Period::Week, Period::Month].map(|period| {
                let label = self.period(period).unwrap_or_else(|| self.text("period-always"));
                (label, Press::Lists(ListsPress::Filter(Filter { period, ..filter })))
            });
        let keyboard = Inline::new()
            .grid(2, periods.into_iter().collect())
            .row([(self.text("button-other-days"), Press::Lists(ListsPress::Days(filter)))])
            .row([(self.text("button-to-filter"), Press::Lists(ListsPress::Filter(filter)))]);
        Rendered { text: self.text("filter-periods"), markup: keyboard.markup() }
    }
}
