//! P16: whoever presses and says whatever he can reach is always answered, breaks nothing, and is never shown what is
//! not his. Nobody has written down where the buttons lead: the crawler presses all it finds.

use std::collections::BTreeSet;

use repairbot::store::people;
use repairbot_core::{
    actor::Role,
    callback::{Answer, ClientPress, PeoplePress, Press},
    order::Status,
};
use telegram_sim::{ChatMessage, InlineButton, MessageId};

use super::{
    aviary::{Aviary, HERS, OF_ADMINS, OF_HER_ORDERS, OF_THE_OFFICE, PYOTRS},
    rights::ever_sent,
};
use crate::{
    reports::text_of_book,
    support::{Call, Chat, TestDesk, scenarios},
};

/// Presses of one person at most: enough for all there are, and an end for those that breed others.
const PRESSES: usize = 300;

/// What everybody tries to say, besides the labels of his menu; it is no canary, for it may come back as a comment. What is
/// said last is pressed first: orders.
const SAYS: [&str; 28] = [
    "/help",
    "/orders",
    "/new",
    "/search",
    "/my",
    "/stats",
    "/reports",
    "/settings",
    "/masters",
    "/users",
    "/audit",
    "/catalogue",
    "/deleted",
    "Кеша",
    "6655",
    "завтра в 10:30",
    "10 000",
    "-1",
    "/search Кеша",
    "/order 9",
    "/order 8",
    "/order 7",
    "/order 6",
    "/order 5",
    "/order 4",
    "/order 3",
    "/order 2",
    "/order 1",
];

/// The client in the scenario about lost roles.
const CANARY: Call<'static> = Call {
    name: "Канарейкин Кеша",
    phone: "+79127776655",
    address: "ул. Птичья, 99",
    problem: "Не щебечет клетка",
};
const SECRETS: [&str; 6] = ["Канарейк", "Птичья", "щебечет", "777-66-55", "7776655", "777 66 55"];

/// What a button does, and on which screen.
type Kind = (String, String);

/// Buttons of the same screen that differ only in which order, person or page they are about are of one kind. `None`: it does
/// nothing of ours, or it ends a dialogue, and whoever cancels sees no more of it.
fn kind(message: &ChatMessage, button: &InlineButton) -> Option<Kind> {
    let bare = |text: &str| text.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>();
    let data = button.data.as_deref()?;
    let does = match Press::decode(data) {
        Ok(Press::Nothing | Press::Draft { answer: Answer::Cancel, .. }) => return None,
        // In which language he reads is said by the test.
        Ok(Press::People(PeoplePress::SetLanguage { .. })) => return None,
        // Each answer leads on in its own way.
        Ok(Press::Draft { answer, .. }) => format!("{answer:?}"),
        Ok(press) => bare(&format!("{press:?}")),
        Err(_) => bare(data),
    };
    Some((bare(message.text.lines().next().unwrap_or_default()), does))
}

/// Whether it shows an order, its client or what is attached to it.
fn lies_around(button: &InlineButton) -> bool {
    let press = button.data.as_deref().map(Press::decode);
    matches!(
        press,
        Some(Ok(Press::Open { .. } | Press::Client(ClientPress::OfOrder { .. } | ClientPress::Files { .. })))
    )
}

/// What one person does in one place, and what he was shown.
struct Crawler<'a> {
    chat: &'a Chat,
    pressed: BTreeSet<Kind>,
    /// What was answered to presses.
    answers: String,
}

impl<'a> Crawler<'a> {
    fn new(chat: &'a Chat) -> Self {
        Self { chat, pressed: BTreeSet::new(), answers: String::new() }
    }

    /// The newest button of a kind nobody has pressed yet: before anything is done with an order, what lies around it.
    fn fresh(&self, desk: &TestDesk) -> Option<(MessageId, String, Kind)> {
        let messages = desk.sim.messages(self.chat.chat);
        let newest = |around: bool| {
            let buttons = messages
                .iter()
                .rev()
                .flat_map(|message| message.inline.iter().flatten().map(move |button| (message, button)));
            buttons.filter(|(_, button)| !around || lies_around(button)).find_map(|(message, button)| {
                let kind = kind(message, button).filter(|kind| !self.pressed.contains(kind))?;
                Some((message.id, button.data.clone()?, kind))
            })
        };
        newest(true).or_else(|| newest(false))
    }

    /// Presses everything that can be reached. `forges` fails when a press isn't answered.
    async fn presses_everything(&mut self, desk: &mut TestDesk) {
        while self.pressed.len() < PRESSES
            && let Some((message, data, kind)) = self.fresh(desk)
        {
            let answer = self.chat.forges(desk, message, &data).await;
            self.answers.extend(answer.text);
            self.pressed.insert(kind);
        }
    }

    /// Says and presses all there is.
    async fn crawls(&mut self, desk: &mut TestDesk) {
        let in_group = self.chat.chat != self.chat.user.into();
        let menu = desk.sim.reply_keyboard(self.chat.user).into_iter().flatten();
        let start = std::iter::once("/start".to_owned());
        let words: Vec<String> = start.chain(menu).chain(SAYS.map(str::to_owned)).collect();
        // First a look at all there is, before anything is changed.
        let looks = words.iter().map(|text| (text, false));
        for (text, presses) in looks.chain(words.iter().map(|text| (text, true))) {
            let before = self.chat.last(desk).map(|message| message.id);
            if in_group && !text.starts_with('/') {
                // In a group only what answers the bot is heard, and whatever answers no question is not meant for it.
                self.chat.replies(desk, text).await;
            } else {
                self.chat.says(desk, text).await;
                let after = self.chat.last(desk).map(|message| message.id);
                assert_ne!(after, before, "{}: silence after «{text}»", self.chat.name);
            }
            if presses {
                self.presses_everything(desk).await;
            }
        }
        self.chat.says(desk, "/cancel").await;
    }

    /// Everything the bot has ever told here: messages, edited away or not, answers to presses, files with what is in them.
    fn told(&self, desk: &TestDesk) -> String {
        let mut told = format!("{}\n{}", ever_sent(desk, self.chat), self.answers);
        for message in desk.sim.messages(self.chat.chat) {
            let Some(name) = message.document.filter(|_| message.from_bot) else { continue };
            let bytes = desk.sim.document(self.chat.chat, message.id).unwrap();
            let is_book = name.ends_with(".xlsx");
            told +=
                &if is_book { text_of_book(&bytes) } else { String::from_utf8_lossy(&bytes).into_owned() };
        }
        told
    }

    /// None of these was ever told.
    fn never_heard(&self, desk: &TestDesk, secrets: &[&[&str]]) {
        let told = self.told(desk);
        let heard: Vec<_> =
            secrets.iter().copied().flatten().filter(|secret| told.contains(**secret)).collect();
        let (name, chat) = (&self.chat.name, self.chat.chat.0);
        assert!(heard.is_empty(), "{name} in {chat} was told {heard:?}\n{}", self.chat.transcript(desk));
    }

    /// Each of these was.
    fn has_heard(&self, desk: &TestDesk, words: &[&[&str]]) {
        let told = self.told(desk);
        let missing: Vec<_> = words.iter().copied().flatten().filter(|word| !told.contains(**word)).collect();
        assert!(
            missing.is_empty(),
            "{} was never told {missing:?} after {:#?}",
            self.chat.name,
            self.pressed
        );
    }
}

/// Somebody says and presses all there is.
async fn crawled<'a>(desk: &mut TestDesk, chat: &'a Chat) -> Crawler<'a> {
    let mut crawler = Crawler::new(chat);
    crawler.crawls(desk).await;
    println!("{} in {}: {} presses", chat.name, chat.chat.0, crawler.pressed.len());
    crawler
}

/// What nobody but Vera and the office may be shown.
const NOT_OF_OTHERS: [&[&str]; 4] = [&OF_HER_ORDERS, &HERS, &OF_THE_OFFICE, &OF_ADMINS];

scenarios! {
    async fn strangers_and_other_masters_see_nothing_of_her_clients(desk: &mut TestDesk) {
        let aviary = Aviary::open(desk).await;
        let stranger = crawled(desk, &aviary.stranger).await;
        stranger.never_heard(desk, &NOT_OF_OTHERS);
        // His client's phone is the example in the question for one's own.
        stranger.never_heard(desk, &[&PYOTRS[..3], &PYOTRS[5..]]);
        let pyotr = crawled(desk, &aviary.cast.pyotr).await;
        pyotr.never_heard(desk, &NOT_OF_OTHERS);
        pyotr.has_heard(desk, &[&["Смирнова", "барабан", "88\u{a0}442"]]);
        // He is senior, and reads English.
        let senior = crawled(desk, &aviary.senior).await;
        senior.never_heard(desk, &NOT_OF_OTHERS);
        senior.never_heard(desk, &[&["555-66-77", "5556677", "88\u{a0}442", "88,442", "88442", "77,331"]]);
        senior.has_heard(desk, &[&["Смирнова", "My orders", "Assigned"]]);
    }

    async fn in_a_masters_group_everybody_sees_what_is_his(desk: &mut TestDesk) {
        let aviary = Aviary::open(desk).await;
        let group = aviary.cast.work.chat;
        let members = [&aviary.cast.boris, &aviary.cast.anna, &aviary.both, &aviary.cast.vera, &aviary.stranger];
        for member in [&aviary.cast.work].into_iter().cloned().chain(members.map(|member| member.in_group(group))) {
            let crawler = crawled(desk, &member).await;
            crawler.never_heard(desk, &NOT_OF_OTHERS);
            crawler.has_heard(desk, &[&["Смирнова", "барабан"]]);
        }
    }

    async fn a_master_sees_her_orders_and_not_what_the_office_knows(desk: &mut TestDesk) {
        let aviary = Aviary::open(desk).await;
        let vera = crawled(desk, &aviary.cast.vera).await;
        vera.never_heard(desk, &[&OF_THE_OFFICE, &OF_ADMINS, &PYOTRS]);
        vera.has_heard(desk, &[&OF_HER_ORDERS, &["77\u{a0}331"]]);
    }

    async fn the_office_sees_all_but_what_is_the_admins(desk: &mut TestDesk) {
        let aviary = Aviary::open(desk).await;
        for office in [&aviary.both, &aviary.cast.anna] {
            let crawler = crawled(desk, office).await;
            crawler.never_heard(desk, &[&OF_ADMINS]);
            crawler.has_heard(desk, &[&["Канарейк", "Смирнова", "555-44-33"]]);
        }
    }

    async fn an_admin_sees_all(desk: &mut TestDesk) {
        let aviary = Aviary::open(desk).await;
        let boris = crawled(desk, &aviary.cast.boris).await;
        let written = |words: &&&str| !["77331", "88442"].contains(*words) && words.parse::<u64>().is_err();
        // Of the masters' cards, which are of one kind, he opens one.
        for words in [&OF_HER_ORDERS[..], &HERS, &OF_THE_OFFICE, &OF_ADMINS, &PYOTRS[..5], &PYOTRS[7..]] {
            let words: Vec<&str> = words.iter().filter(written).copied().collect();
            boris.has_heard(desk, &[&words]);
        }
    }

    async fn whoever_loses_his_role_half_way_sees_no_more_of_what_he_had_begun(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.new_order_of(&cast.boris, &CANARY).await;
        desk.new_order_of(&cast.boris, &CANARY).await;
        for number in [1, 2] {
            cast.boris.says(desk, &format!("/order {number}")).await;
            cast.boris.taps(desk, "👨‍🔧 Назначить мастера").await;
            cast.boris.taps_like(desk, &cast.vera.name).await;
        }
        // Several drafts each, at questions that show the client; one of them active, the others set aside.
        cast.anna.says(desk, "/new").await;
        cast.anna.taps(desk, "Телевизоры").await;
        cast.anna.says(desk, "Не включается").await;
        cast.anna.says(desk, "8 912 777-66-55").await;
        for number in [1, 2] {
            cast.anna.says(desk, &format!("/order {number}")).await;
            cast.anna.taps(desk, "✏️ Изменить").await;
            cast.anna.taps(desk, "✏️ Адрес").await;
        }
        cast.anna.says(desk, "/search Канарейкин").await;
        cast.anna.says(desk, "/orders").await;
        cast.vera.says(desk, "/order 1").await;
        cast.vera.taps(desk, "❌ Отказаться").await;
        cast.vera.says(desk, "/order 2").await;
        cast.vera.taps(desk, "📅 Перенести").await;
        for (who, role) in [(&cast.anna, Role::Dispatcher), (&cast.vera, Role::Master)] {
            assert!(ever_sent(desk, who).contains("Канарейкин"));
            let person = desk.person(who).await;
            let tx = desk.store().write().await.unwrap();
            people::revoke(&tx, person, role).await.unwrap();
            tx.commit().await.unwrap();
            let calls = desk.sim.calls().len();
            let mut crawler = Crawler::new(who);
            crawler.presses_everything(desk).await;
            assert!(crawler.pressed.len() > 5, "{:?}", crawler.pressed);
            crawler.crawls(desk).await;
            let since: Vec<String> = desk.sim.calls()[calls..].iter()
                .filter(|call| call.params["chat_id"].as_i64() == Some(who.chat.0))
                .map(|call| call.params.to_string())
                .collect();
            for secret in SECRETS {
                assert!(!since.iter().any(|call| call.contains(secret)), "{} was sent «{secret}»: {since:?}", who.name);
            }
        }
        assert_eq!(desk.status(1).await, Status::Assigned);
        assert_eq!(desk.status(2).await, Status::Assigned);
    }
}
