//! The rates as admins see them: what is in force, versions, a change with what it means for sample sums.

use repairbot_core::{
    callback::{PeoplePress, Press, RatesPress},
    dialogue::{EditRates, RatesField},
    ids::{PersonId, RatesId},
    money::Kopecks,
    rates::{RateChange, ReviewBonus, Sample, Subject, changes, samples},
    screen::RatesScreen,
    split::{Rates, RuleSource, Tier},
};

use super::{
    Rendered, Scene,
    format::{money, percent_in},
    keyboard::Inline,
};
use crate::{
    fault::Fault,
    store::{
        catalogue::{self, Equipment},
        rates::{self, Version},
    },
    texts::{Args, Lang, text_with},
};

/// Versions on one page.
const PAGE: usize = 10;
/// Types whose sample sums are shown, and changes that are listed: Telegram takes 4096 characters.
const TYPES: usize = 5;
const CHANGES: usize = 20;

impl Scene<'_> {
    /// A screen of this area.
    ///
    /// # Errors
    /// The database could not be read; this holds for all functions here.
    pub(super) async fn rates_screen(&self, screen: &RatesScreen) -> Result<Rendered, Fault> {
        if let RatesScreen::Explained { order } = screen {
            return self.explained(*order).await;
        }
        if !self.is_admin_in_private() {
            return Ok(Rendered::text(self.text("no-access")));
        }
        match screen {
            RatesScreen::Now | RatesScreen::Explained { .. } => self.rates_now().await,
            RatesScreen::Versions { before } => self.rates_versions(*before).await,
            RatesScreen::Version { version } => self.rates_version(*version).await,
            RatesScreen::Entered { version, by } => self.rates_told("rates-entered", (*version, *by)).await,
            RatesScreen::Withdrawn { version, by } => {
                self.rates_told("rates-withdrawn-by", (*version, *by)).await
            }
            RatesScreen::Planned { version } => {
                let text = self.text_with("rates-planned-first", &Args::new().number("version", version.0));
                Ok(Rendered { text, markup: Inline::new().row([self.version_button(*version)]).markup() })
            }
        }
    }

    async fn rates_now(&self) -> Result<Rendered, Fault> {
        let tx = self.snapshot.tx();
        let now = rates::at(tx, self.snapshot.now()).await?;
        let latest = rates::latest(tx).await?;
        let planned = (latest.id != now.id).then_some(&latest);
        let mut lines = vec![
            self.text_with("rates-title", &Args::new().number("version", now.id.0)),
            self.entered_by(&now).await?,
        ];
        lines.extend(self.rules(&now.rates, &catalogue::types(tx).await?));
        lines.extend(planned.map(|planned| self.text_with("rates-planned", &self.version_args(planned))));
        let edit = (self.text("button-rates-edit"), Press::Rates(RatesPress::Edit));
        let versions = (self.text("button-rates-versions"), versions(None));
        let markup = Inline::new()
            .row(planned.map(|planned| self.version_button(planned.id)))
            .row(planned.is_none().then_some(edit))
            .row([versions])
            .row([(self.text("button-back"), Press::People(PeoplePress::Settings))])
            .markup();
        Ok(Rendered { text: lines.join("\n"), markup })
    }

    /// Since when a version holds, and who entered it.
    async fn entered_by(&self, version: &Version) -> Result<String, Fault> {
        let Some(by) = version.created_by else { return Ok(self.text("rates-default")) };
        let args = self
            .version_args(version)
            .raw("entered", self.moment(version.created_at))
            .text("by", &self.name_of(by).await?);
        Ok(self.text_with("rates-since", &args))
    }

    fn version_args(&self, version: &Version) -> Args {
        Args::new().number("version", version.id.0).raw("at", self.moment(version.valid_from))
    }

    fn version_button(&self, version: RatesId) -> (String, Press) {
        let label = self.text_with("button-rates-version", &Args::new().number("version", version.0));
        (label, Press::Rates(RatesPress::Version { version }))
    }

    /// All the rules, line by line.
    fn rules(&self, rules: &Rates, types: &[Equipment]) -> Vec<String> {
        let mut lines = vec![self.rate_line("rates-general", &rules.general)];
        for kind in types {
            let rate = rules.of_type(&kind.code);
            if rate.source != RuleSource::General {
                let own = rate.source == RuleSource::Custom;
                let args = Args::new()
                    .text("name", &self.catalogued(&kind.name))
                    .raw("rate", tiers_in(self.lang, &rate.tiers));
                lines.push(self.text_with(if own { "rates-type-own" } else { "rates-type" }, &args));
            }
        }
        let percent = |key: &str, value: String| self.text_with(key, &Args::new().raw("percent", value));
        lines.push(percent("rates-senior", self.percent(rules.senior_floor)));
        lines.push(percent("rates-out-of-city", self.percent(rules.out_of_city_bonus)));
        lines.push(percent("rates-review", self.review_bonus(rules.review())));
        lines
    }

    fn rate_line(&self, key: &str, tiers: &[Tier]) -> String {
        self.text_with(key, &Args::new().raw("rate", tiers_in(self.lang, tiers)))
    }

    fn review_bonus(&self, bonus: ReviewBonus) -> String {
        let key = if bonus.on { "rates-bonus-on" } else { "rates-bonus-off" };
        self.text_with(key, &Args::new().raw("percent", self.percent(bonus.share)))
    }

    async fn rates_versions(&self, before: Option<RatesId>) -> Result<Rendered, Fault> {
        let limit = u64::try_from(PAGE + 1).unwrap_or(u64::MAX);
        let mut found = rates::page(self.snapshot.tx(), before, limit).await?;
        let more = found.len() > PAGE;
        found.truncate(PAGE);
        let now = rates::at(self.snapshot.tx(), self.snapshot.now()).await?.id;
        let mut lines = vec![self.text("rates-versions")];
        for version in &found {
            let by = match version.created_by {
                Some(by) => self.name_of(by).await?,
                None => String::new(),
            };
            let mark = self.text(self.force(version, now));
            let args = self.version_args(version).text("by", &by).raw("mark", mark);
            let first = version.created_by.is_none();
            let key = if first { "rates-versions-first" } else { "rates-versions-line" };
            lines.push(self.text_with(key, &args));
        }
        let first = before.map(|_| (self.text("button-first-page"), versions(None)));
        let next = found.last().filter(|_| more);
        let next = next.map(|last| (self.text("button-next-page"), versions(Some(last.id))));
        let markup = Inline::new()
            .grid(2, found.iter().map(|version| self.version_button(version.id)).collect())
            .row(first.into_iter().chain(next))
            .row([(self.text("button-back"), Press::Rates(RatesPress::Now))])
            .markup();
        Ok(Rendered { text: lines.join("\n"), markup })
    }

    /// How a version stands at this moment, when `now` is the one in force.
    fn force(&self, version: &Version, now: RatesId) -> &'static str {
        if version.withdrawn_at.is_some() {
            "rates-is-withdrawn"
        } else if version.valid_from > self.snapshot.now() {
            "rates-is-planned"
        } else if version.id == now {
            "rates-is-now"
        } else {
            "rates-is-former"
        }
    }

    async fn rates_version(&self, id: RatesId) -> Result<Rendered, Fault> {
        let tx = self.snapshot.tx();
        let Some(version) = rates::by_id(tx, id).await? else {
            return Ok(Rendered::text(self.text("rates-unknown")));
        };
        let standing = self.force(&version, rates::at(tx, self.snapshot.now()).await?.id);
        let mut lines = vec![
            self.text_with("rates-title", &Args::new().number("version", id.0)),
            self.text(standing),
            self.entered_by(&version).await?,
        ];
        lines.extend(self.rules(&version.rates, &catalogue::types(tx).await?));
        let withdraw = (standing == "rates-is-planned").then(|| {
            (self.text("button-rates-withdraw"), Press::Rates(RatesPress::Withdraw { version: id }))
        });
        let markup = Inline::new()
            .row(withdraw)
            .row([(self.text("button-rates-versions"), versions(None))])
            .row([(self.text("button-rates-now"), Press::Rates(RatesPress::Now))])
            .markup();
        Ok(Rendered { text: lines.join("\n"), markup })
    }

    /// What another admin did.
    async fn rates_told(&self, key: &str, (id, by): (RatesId, PersonId)) -> Result<Rendered, Fault> {
        let Some(version) = rates::by_id(self.snapshot.tx(), id).await? else {
            return Ok(Rendered::text(self.text("rates-unknown")));
        };
        let args = self.version_args(&version).text("by", &self.name_of(by).await?);
        let markup = Inline::new().row([self.version_button(id)]).markup();
        Ok(Rendered { text: self.text_with(key, &args), markup })
    }

    /// Before it is confirmed: what changes, from when, and what it means for sample sums.
    pub(super) async fn review_rates(&self, form: &EditRates) -> Result<String, Fault> {
        if !self.is_admin_in_private() {
            return Ok(self.text("no-access"));
        }
        let types = catalogue::types(self.snapshot.tx()).await?;
        let mut lines = vec![self.text("rates-edit-title")];
        let since = match form.since {
            Some(day) => self.day(day),
            None => self.text("rates-at-once"),
        };
        let since = self.text_with("rates-edit-since", &Args::new().raw("value", since));
        if !form.is_changed() {
            lines.extend(self.rules(&form.rates, &types));
            lines.extend([since, self.text("edit-question")]);
            return Ok(lines.join("\n"));
        }
        let changes = changes(&form.seen, &form.rates);
        lines.extend(changes.iter().take(CHANGES).map(|change| {
            let (what, old, new) = self.rate_change(change, &types);
            let args = Args::new().text("what", &what).raw("old", old).raw("new", new);
            self.text_with("rates-change", &args)
        }));
        lines.extend(self.and_more(changes.len().saturating_sub(CHANGES)));
        lines.push(since);
        lines.extend(self.sample_lines(&samples(&form.seen, &form.rates), &types));
        lines.push(self.text("edit-confirm"));
        Ok(lines.join("\n"))
    }

    fn and_more(&self, count: usize) -> Option<String> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        (count > 0).then(|| self.text_with("rates-more", &Args::new().number("count", count)))
    }

    /// What a change is about, what it was and what it is; as plain words.
    pub(super) fn rate_change(&self, change: &RateChange, types: &[Equipment]) -> (String, String, String) {
        let tiers = |tiers: &[Tier]| tiers_in(self.lang, tiers);
        match change {
            RateChange::General { from, to } => (self.text("rates-what-general"), tiers(from), tiers(to)),
            RateChange::Equipment { code, from, to } => {
                (self.type_called(code, types), tiers(&from.tiers), tiers(&to.tiers))
            }
            RateChange::SeniorFloor { from, to } => {
                (self.text("rates-what-senior"), self.percent(*from), self.percent(*to))
            }
            RateChange::OutOfCity { from, to } => {
                (self.text("rates-what-out-of-city"), self.percent(*from), self.percent(*to))
            }
            RateChange::Review { from, to } => {
                (self.text("rates-what-review"), self.review_bonus(*from), self.review_bonus(*to))
            }
        }
    }

    /// The name of the type with this code; the code itself when the type became another one.
    fn type_called(&self, code: &str, types: &[Equipment]) -> String {
        let found = types.iter().find(|kind| kind.code == code);
        found.map_or_else(|| code.to_owned(), |kind| self.catalogued(&kind.name))
    }

    fn sample_lines(&self, samples: &[Sample], types: &[Equipment]) -> Vec<String> {
        let mut lines = vec![self.text("rates-samples")];
        let (mut last, mut shown, mut left) = (None, 0, 0);
        for sample in samples {
            if last != Some(&sample.subject) {
                last = Some(&sample.subject);
                let about_type = matches!(sample.subject, Subject::Equipment(_));
                shown += usize::from(about_type);
                if about_type && shown > TYPES {
                    left += 1;
                } else {
                    let name = Args::new().text("name", &self.subject(&sample.subject, types));
                    lines.push(self.text_with("rates-sample-about", &name));
                }
            }
            if !matches!(sample.subject, Subject::Equipment(_)) || shown <= TYPES {
                lines.push(self.sample_line(sample));
            }
        }
        lines.extend(self.and_more(left));
        lines
    }

    fn subject(&self, subject: &Subject, types: &[Equipment]) -> String {
        match subject {
            Subject::General => self.text("rates-about-general"),
            Subject::Equipment(code) => self.type_called(code, types),
            Subject::Senior => self.text("rates-about-senior"),
            Subject::OutOfCity => self.text("rates-about-out-of-city"),
            Subject::Review => self.text("rates-about-review"),
        }
    }

    fn sample_line(&self, sample: &Sample) -> String {
        let (old, new) = (&sample.old, &sample.new);
        let args = Args::new()
            .raw("net", self.money(new.net))
            .raw("master", self.money(new.master))
            .raw("company", self.money(new.company));
        if old.master == new.master {
            return self.text_with("rates-sample-same", &args);
        }
        let args = args.raw("was", self.money(old.master)).raw("had", self.money(old.company));
        self.text_with("rates-sample", &args)
    }

    /// A question of the form, with what there is now.
    pub(super) fn ask_rates(&self, form: &EditRates, field: RatesField) -> String {
        if !self.is_admin_in_private() {
            return self.text("no-access");
        }
        let rules = &form.rates;
        let now = match field {
            RatesField::General => tiers_in(self.lang, &rules.general),
            RatesField::KindRate => {
                let code = form.rated.as_ref().map_or("", |kind| kind.code.as_str());
                tiers_in(self.lang, &rules.of_type(code).tiers)
            }
            RatesField::SeniorFloor => self.percent(rules.senior_floor),
            RatesField::OutOfCity => self.percent(rules.out_of_city_bonus),
            RatesField::Review => self.review_bonus(rules.review()),
            RatesField::Kind | RatesField::Since => String::new(),
        };
        let question = self.text(&format!("ask-{}", rates_key(field)));
        if now.is_empty() {
            return question;
        }
        let now = self.text_with("edit-now", &Args::new().raw("value", now));
        format!("{now}\n{question}")
    }

    /// What the question offers, as labels with what they pick.
    pub(super) async fn rates_choices(
        &self,
        form: &EditRates,
        field: RatesField,
    ) -> Result<Vec<(String, i64)>, Fault> {
        Ok(match field {
            RatesField::Kind => {
                let types = catalogue::types(self.snapshot.tx()).await?;
                let label = |kind: &Equipment| {
                    let own = form.rates.has_own(&kind.code);
                    let name = Args::new().raw("name", self.catalogued(&kind.name));
                    self.text_with(if own { "rates-label-own" } else { "rates-label" }, &name)
                };
                types.iter().map(|kind| (label(kind), kind.id.0)).collect()
            }
            RatesField::KindRate => {
                let own = form.rated.as_ref().is_some_and(|kind| form.rates.has_own(&kind.code));
                let drop = (self.text("button-rates-no-own"), EditRates::NO_OWN_RATE);
                own.then_some(drop).into_iter().collect()
            }
            RatesField::Review => {
                vec![(self.text("button-rates-pay"), 1), (self.text("button-rates-pay-not"), 0)]
            }
            RatesField::Since => {
                let label = |key: &str, ahead: i64| (self.text(key), ahead);
                let mut days = vec![label("rates-at-once", EditRates::AT_ONCE), label("rates-tomorrow", 1)];
                days.extend(self.first_of_month(form));
                days
            }
            RatesField::General | RatesField::SeniorFloor | RatesField::OutOfCity => Vec::new(),
        })
    }

    /// The beginning of the next month, unless that is tomorrow.
    fn first_of_month(&self, form: &EditRates) -> Option<(String, i64)> {
        let next = form.asked_on.last_of_month().tomorrow().ok()?;
        let ahead = i64::from(form.asked_on.until(next).ok()?.get_days());
        (ahead > 1).then(|| (self.text_with("rates-from", &Args::new().raw("day", self.day(next))), ahead))
    }
}

/// The name of a question, for its texts.
pub(super) fn rates_key(field: RatesField) -> &'static str {
    match field {
        RatesField::General => "rates-general",
        RatesField::Kind => "rates-kind",
        RatesField::KindRate => "rates-kind-rate",
        RatesField::SeniorFloor => "rates-senior",
        RatesField::OutOfCity => "rates-out-of-city",
        RatesField::Review => "rates-review",
        RatesField::Since => "rates-since",
    }
}

fn versions(before: Option<RatesId>) -> Press {
    Press::Rates(RatesPress::Versions { before })
}

/// A rate in words that can be written as an answer.
pub(super) fn tiers_in(lang: Lang, tiers: &[Tier]) -> String {
    let step = |key: &str, sum: Kopecks, tier: &Tier| {
        let args = Args::new().raw("sum", money(lang, sum)).raw("percent", percent_in(lang, tier.master));
        text_with(lang, key, &args)
    };
    let mut steps = Vec::new();
    for (index, tier) in tiers.iter().enumerate() {
        let next = tiers.get(index + 1);
        steps.push(match (index, next) {
            (0, None) => percent_in(lang, tier.master),
            (0, Some(next)) => step("tier-below", next.from, tier),
            _ => step("tier-from", tier.from, tier),
        });
    }
    steps.join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use repairbot_core::{
        money::Kopecks,
        rates::parse_tiers,
        split::{BasisPoints, Tier},
    };

    use super::tiers_in;
    use crate::texts::Lang;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        /// What people see can be written as it stands, and means the same.
        #[test]
        fn a_rate_that_is_shown_is_read_again(
            steps in prop::collection::btree_map(1_i64..1_000_000_000, 0_u32..=10_000, 0..8),
            first in 0_u32..=10_000,
        ) {
            let mut tiers = vec![Tier { from: Kopecks::ZERO, master: BasisPoints(first) }];
            tiers.extend(steps.into_iter().map(|(from, share)| Tier { from: Kopecks(from), master: BasisPoints(share) }));
            for lang in Lang::ALL {
                let written = tiers_in(lang, &tiers);
                prop_assert_eq!(parse_tiers(&written), Ok(tiers.clone()), "{}", written);
            }
        }
    }
}
