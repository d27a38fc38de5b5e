//! Pages of orders: the office's lists, a master's own, what a search found; and a card with the way back to its page.

use repairbot_core::{
    actor::{Actor, Role},
    callback::{ListsPress, Press},
    ids::{OrderId, SearchId},
    list::{Filter, Period, Place, Scope, Source, Turn, Whose},
    order::Status,
    screen::{ListsScreen, MenuItem},
    search::Query,
    settings::Count,
};

use super::{Rendered, Scene, format, keyboard::Inline};
use crate::{
    fault::Fault,
    store::{
        orders::{self, COUNTED, ListQuery, OrderLine, Page},
        search::{self, SearchQuery},
        searches,
    },
    texts::{Args, escape},
};

/// Characters of an address in a line of a list.
const ADDRESS_IN_LINE: usize = 60;
/// Characters of what was looked for in the title of what was found.
const QUERY_IN_TITLE: usize = 100;
/// Buttons of orders in a row.
const NUMBERS_IN_ROW: usize = 5;

/// Which columns a list's lines have.
#[derive(Clone, Copy)]
struct Shown {
    status: bool,
    master: bool,
    due: bool,
}

impl Scene<'_> {
    /// Any screen of lists, if the viewer may see it; in a group nobody may.
    pub async fn lists(&self, screen: ListsScreen) -> Result<Rendered, Fault> {
        let Some(actor) = self.viewer.actor.filter(|_| !self.viewer.in_group) else {
            return Ok(Rendered::text(self.text("no-access")));
        };
        match screen {
            ListsScreen::Page(place) => self.page(&actor, place).await,
            ListsScreen::Card { order, back } => self.card_of_list(order, back).await,
            _ if !actor.roles.is_office() => Ok(Rendered::text(self.text("no-access"))),
            ListsScreen::Filter(filter) => self.filter(&actor, filter).await,
            ListsScreen::Masters { filter, page } => self.filter_masters(filter, page).await,
            ListsScreen::Periods(filter) => Ok(self.filter_periods(filter)),
        }
    }

    async fn page(&self, actor: &Actor, place: Place) -> Result<Rendered, Fault> {
        match place.source {
            Source::Office(filter) if actor.roles.is_office() => {
                self.page_of_office(actor, (place, filter)).await
            }
            Source::Own(scope) if actor.roles.has(Role::Master) => {
                self.page_of_own(actor, (place, scope)).await
            }
            Source::Found(id) if MenuItem::Search.is_for(actor.roles) => {
                self.page_of_found(actor, (place, id)).await
            }
            _ => Ok(Rendered::text(self.text("no-access"))),
        }
    }

    /// A query of so many orders of the list as it is looked at now.
    pub(super) fn list_query(&self, filter: Filter, turn: Turn, limit: u64) -> ListQuery<'_> {
        ListQuery { filter, turn, limit, now: self.snapshot.now(), zone: &self.company.zone }
    }

    /// How many orders a page has: a setting of the company.
    async fn page_size(&self) -> Result<u64, Fault> {
        Ok(u64::from(self.snapshot.settings().await?.count(Count::PageSize)).max(1))
    }

    async fn page_of_office(
        &self,
        actor: &Actor,
        (place, filter): (Place, Filter),
    ) -> Result<Rendered, Fault> {
        let query = self.list_query(filter, place.turn, self.page_size().await?);
        let page = orders::page(self.snapshot.tx(), actor, &query).await?;
        let mut title = vec![format!("<b>{}</b>", self.scope(filter.scope))];
        title.extend(self.whose(filter.whose).await?.map(|name| escape(&name)));
        // What is due goes by its own day: a period of creation narrows nothing down there.
        title.extend(self.period(filter.period).filter(|_| !filter.scope.by_due()));
        let shown = Shown {
            status: !matches!(filter.scope, Scope::Status(_)),
            master: !matches!(filter.whose, Whose::Master(_)),
            due: filter.scope.by_due(),
        };
        let total = self.total(actor, &query, &page).await?;
        let text = self.lines(title.join(" · "), &page, shown);
        // «Nobody's» is a list of its own among the filters: whoever comes back from it has not chosen a master.
        let nobodys = filter.scope == Scope::Open && filter.whose == Whose::Nobody;
        let filter = if nobodys { Filter { whose: Whose::Anyone, ..filter } } else { filter };
        let keyboard = self
            .turning(place, &page, total)
            .row([(self.text("button-to-filter"), Press::Lists(ListsPress::Filter(filter)))]);
        Ok(Rendered { text, markup: keyboard.markup() })
    }

    async fn page_of_own(&self, actor: &Actor, (place, scope): (Place, Scope)) -> Result<Rendered, Fault> {
        let filter = Filter { scope, whose: Whose::Master(actor.person), period: Period::Always };
        let query = self.list_query(filter, place.turn, self.page_size().await?);
        let page = orders::page(self.snapshot.tx(), actor, &query).await?;
        let title = match scope {
            Scope::Open => self.text("my-orders-title"),
            _ => self.text_with("my-orders-of", &Args::new().raw("scope", self.scope(scope))),
        };
        let shown = Shown { status: !matches!(scope, Scope::Status(_)), master: false, due: scope.by_due() };
        let total = self.total(actor, &query, &page).await?;
        let text = self.lines(title, &page, shown);
        let tab = |scope| {
            let label = if scope == Scope::Open { self.text("button-own-open") } else { self.scope(scope) };
            (label, Press::Lists(ListsPress::Page(Place::first(Source::Own(scope)))))
        };
        let others = [
            Scope::Open,
            Scope::Today,
            Scope::Overdue,
            Scope::Status(Status::Closed),
            Scope::Status(Status::Refused),
        ];
        let others = others.into_iter().filter(|other| *other != scope).map(tab).collect();
        let keyboard = self.turning(place, &page, total).grid(2, others);
        Ok(Rendered { text, markup: keyboard.markup() })
    }

    async fn page_of_found(&self, actor: &Actor, (place, id): (Place, SearchId)) -> Result<Rendered, Fault> {
        let again = (self.text("button-search-again"), Press::Lists(ListsPress::Search));
        let kept = searches::get(self.snapshot.tx(), id).await?.filter(|kept| kept.person == actor.person);
        let known = kept.and_then(|kept| Some((Query::parse(kept.text.reveal())?, kept.text)));
        let Some((query, text)) = known else {
            let markup = Inline::new().row([again]).markup();
            return Ok(Rendered { text: self.text("toast-search-gone"), markup });
        };
        let limit = self.page_size().await?;
        let search = SearchQuery { query: &query, turn: place.turn, limit };
        let mut page = search::find(self.snapshot.tx(), actor, &search).await?;
        // Whoever types an order's number means it first of all.
        let exact = match query.number().filter(|_| place.turn == Turn::First) {
            Some(number) => search::by_number(self.snapshot.tx(), actor, number).await?,
            None => None,
        };
        if let Some(exact) = exact {
            page.lines.retain(|line| line.number != exact.number);
            page.lines.insert(0, exact);
        }
        let shown = Shown { status: true, master: true, due: false };
        let title = Args::new().text("query", &format::within(text.reveal(), QUERY_IN_TITLE));
        let text = match (page.lines.is_empty(), page.after) {
            (true, Some(_)) => self.text_with("search-none-yet", &title),
            (true, None) => self.text_with("search-none", &title),
            (false, _) => self.lines(self.text_with("search-title", &title), &page, shown),
        };
        let total = if page.after.is_none() { format!("/{}", place.page) } else { String::new() };
        let keyboard = self.turning(place, &page, total).row([again]);
        Ok(Rendered { text, markup: keyboard.markup() })
    }

    /// How many pages there are, behind a slash; nothing where that is not known.
    async fn total(&self, actor: &Actor, query: &ListQuery<'_>, page: &Page) -> Result<String, Fault> {
        if page.before.is_none() && page.after.is_none() {
            return Ok(String::new());
        }
        let tx = self.snapshot.tx();
        let pages = |count: u64| count.div_ceil(query.limit).max(1);
        if actor.roles.is_office() && orders::has_counter(query) {
            let counts = orders::status_counts(tx).await?;
            return Ok(format!("/{}", pages(orders::from_counters(&counts, query.filter.scope))));
        }
        let count = orders::counts(tx, actor, &[*query]).await?.first().copied().unwrap_or_default();
        Ok(if count > COUNTED { format!("/{}+", pages(COUNTED)) } else { format!("/{}", pages(count)) })
    }

    fn lines(&self, title: String, page: &Page, shown: Shown) -> String {
        let mut text = vec![title];
        if page.lines.is_empty() {
            text.push(self.text("orders-none"));
        }
        text.extend(page.lines.iter().map(|line| self.order_line(line, shown)));
        text.join("\n")
    }

    /// One order of a list; what is the same for every line is left out of it.
    fn order_line(&self, line: &OrderLine, shown: Shown) -> String {
        let mut parts = vec![format!("<b>#{}</b>", line.number)];
        parts.extend(self.due(line).filter(|_| shown.due));
        if shown.status {
            parts.push(self.status(line.status));
        }
        parts.push(escape(&self.catalogued(&line.equipment)));
        parts.push(escape(&format::within(line.address.reveal(), ADDRESS_IN_LINE)));
        parts.push(escape(line.client.reveal()));
        if let Some(master) = line.master.as_ref().filter(|_| shown.master) {
            parts.push(escape(master.reveal()));
        }
        if !shown.due && !line.status.is_final() {
            parts.extend(self.due(line).map(|due| format!("🕒 {due}")));
        }
        parts.join(" · ")
    }

    /// When an order is due, briefly.
    fn due(&self, line: &OrderLine) -> Option<String> {
        if let Some(day) = line.promised_on.filter(|_| line.status == Status::LongRepair) {
            return Some(day.strftime("%d.%m").to_string());
        }
        let from = line.visit_from.or(line.visit_to)?;
        Some(self.visit_short(from, line.visit_to.filter(|to| *to != from)))
    }

    /// The numbers of a page as buttons, and the row that turns it.
    fn turning(&self, place: Place, page: &Page, total: String) -> Inline {
        let open = |line: &OrderLine| {
            (format!("#{}", line.number), Press::Lists(ListsPress::Open { order: line.id, place }))
        };
        let keyboard = Inline::new().grid(NUMBERS_IN_ROW, page.lines.iter().map(open).collect());
        let turn = |label: &str, place| (self.text(label), Press::Lists(ListsPress::Page(place)));
        // Whatever the button said, the page before which there is none is the first.
        let place = if page.before.is_none() { Place { page: 1, ..place } } else { place };
        let before = page.before.map(|first| turn("button-page-before", place.before(first)));
        let after = page.after.map(|last| turn("button-page-after", place.after(last)));
        if before.is_none() && after.is_none() {
            return keyboard;
        }
        let here = (format!("{}{total}", place.page), Press::Nothing);
        keyboard.row(before.into_iter().chain([here]).chain(after))
    }

    async fn card_of_list(&self, order: OrderId, back: Place) -> Result<Rendered, Fault> {
        let card = self.card(order).await?;
        let back = (self.text("button-to-list"), Press::Lists(ListsPress::Page(back)));
        Ok(Rendered { text: card.text, markup: Inline::below(card.markup, [back]) })
    }
}
