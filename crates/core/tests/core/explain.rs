use proptest::prelude::*;
use repairbot_core::explain::{Topic, explain_json};
use serde_json::{Value, json};

use crate::support::cases;

fn ask(topic: &str, request: Value) -> Value {
    explain_json(Topic::from_code(topic).unwrap(), request)
}

#[test]
fn phones_and_sums() {
    assert_eq!(ask("phone", json!({"text": "8 (999) 123-45-67"})), json!({"e164": "+79991234567"}));
    assert_eq!(ask("phone", json!({"text": "112"})), json!({"error": "too few digits for a phone number"}));
    assert_eq!(ask("money", json!({"text": "1,5 тыс"})), json!({"kopecks": 150_000}));
    assert_eq!(ask("money", json!({"text": "-5"})), json!({"error": "an amount cannot be negative"}));
}

#[test]
fn times() {
    let now = "2025-12-01T12:00:00+03:00";
    let moscow = |text: &str| ask("when", json!({"text": text, "now": now}));
    assert_eq!(moscow("завтра в 10:30"), json!({"from": "2025-12-02T10:30:00+03:00"}));
    assert_eq!(
        moscow("завтра 10-12, позвонить за час"),
        json!({"from": "2025-12-02T10:00:00+03:00", "to": "2025-12-02T12:00:00+03:00", "note": "позвонить за час"})
    );
    assert_eq!(moscow("Уточнить время"), json!({"note": "Уточнить время"}));
    assert_eq!(
        moscow("12:10"),
        json!({"from": "2025-12-01T12:10:00+03:00", "warning": "less than 30 minutes ahead"})
    );
    assert_eq!(moscow("25:00"), json!({"error": "no such time of day"}));
    assert_eq!(moscow("31.02"), json!({"error": "no such day in the calendar"}));
    assert_eq!(moscow("")["error"], "shorter than 2 characters");
}

#[test]
fn times_in_other_zones() {
    let at = |now: &str, zone: &str| ask("when", json!({"text": "завтра в 10", "now": now, "zone": zone}));
    let instant = "2025-12-01T20:00:00Z";
    assert_eq!(at(instant, "Asia/Kamchatka"), json!({"from": "2025-12-03T10:00:00+12:00"}));
    assert_eq!(at(instant, "America/New_York"), json!({"from": "2025-12-02T10:00:00-05:00"}));
    assert_eq!(at(instant, "UTC"), json!({"from": "2025-12-02T10:00:00+00:00"}));
    assert_eq!(at("2025-12-01T12:00", "Asia/Kathmandu"), json!({"from": "2025-12-02T10:00:00+05:45"}));
    assert_eq!(at(instant, "Moscow"), json!({"error": "zone: not the name of a time zone"}));
    let error = json!({"error": "now: RFC 3339 is needed, like 2025-12-01T12:00:00+03:00"});
    assert_eq!(at("завтра", "UTC"), error);
    assert_eq!(at("", "UTC"), error);
    assert_eq!(ask("when", json!({"text": "завтра"})), json!({"error": "missing field `now`"}));
    assert_eq!(ask("when", json!({"now": instant})), json!({"error": "missing field `text`"}));
    assert_eq!(
        ask("when", json!({"text": "завтра в 10", "now": instant, "zone": null})),
        at(instant, "Europe/Moscow")
    );
}

#[test]
fn splits() {
    let request =
        json!({"total": "25000", "materials": "2 000", "equipment": "Холодильники", "out_of_city": true});
    assert_eq!(
        ask("split", request),
        json!({"master": "16100.00", "company": "6900.00", "rule": "equipment 60% + out_of_city 10%"})
    );
    let request = json!({"total": 6999, "materials": "0", "equipment": "washing machine"});
    assert_eq!(
        ask("split", request),
        json!({"master": "2799.60", "company": "4199.40", "rule": "general 40%"})
    );
    let request = |bonus: Value| json!({"total": "5000", "materials": "0", "equipment": "?", "senior": true, "review": true, "review_bonus": bonus});
    let paid = json!({"master": "3000.00", "company": "2000.00", "rule": "general 40% + senior_floor 10% + review 10%"});
    assert_eq!(ask("split", request(json!(true))), paid);
    assert_eq!(ask("split", request(json!(false)))["master"], "2500.00");
    assert_eq!(ask("split", request(Value::Null))["master"], "2500.00");
}

#[test]
fn splits_that_cannot_be() {
    let error = |total: &str, materials: &str| {
        ask("split", json!({"total": total, "materials": materials, "equipment": "tv"}))["error"].clone()
    };
    assert_eq!(error("1000", "1000.01"), "materials exceed the total");
    assert_eq!(error("x", "0"), "total: not an amount of money");
    assert_eq!(error("1", "-1"), "materials: an amount cannot be negative");
}

#[test]
fn transitions() {
    let ask = |from: &str, to: &str, roles: Value, own: bool, workflow: Value| {
        ask("transition", json!({"from": from, "to": to, "roles": roles, "own": own, "workflow": workflow}))
    };
    let none = Value::Null;
    assert_eq!(ask("ASSIGNED", "ACCEPTED", json!(["MASTER"]), true, none.clone()), json!({"allowed": true}));
    assert_eq!(
        ask("ASSIGNED", "ACCEPTED", json!(["MASTER"]), false, none.clone()),
        json!({"allowed": false, "reason": "the order is assigned to another master"})
    );
    assert_eq!(
        ask("DR", "ONSITE", json!(["ADMIN"]), false, json!("strict")),
        json!({"allowed": false, "reason": "no such transition; allowed: CLOSED"})
    );
    assert_eq!(
        ask("NEW", "ASSIGNED", json!(["UNKNOWN"]), false, none.clone()),
        json!({"allowed": false, "reason": "needs one of the roles: ADMIN, DISPATCHER"})
    );
    assert_eq!(
        ask("NEW", "NEW", json!([]), false, none.clone())["reason"],
        "the order is in this state already"
    );
    assert_eq!(ask("CLOSED", "NEW", json!([]), false, none.clone())["reason"], "the state is terminal");
    for bad in [
        ask("new", "NEW", json!([]), true, none.clone()),
        ask("NEW", "DONE", json!([]), true, none.clone()),
        ask("NEW", "NEW", json!(["BOSS"]), true, none.clone()),
        ask("NEW", "NEW", json!([]), true, json!("lax")),
    ] {
        assert!(bad["error"].is_string() && bad.get("allowed").is_none(), "{bad}");
    }
}

#[test]
fn masks() {
    assert_eq!(ask("mask", json!({"text": "звонил 89991234567"})), json!({"text": "звонил 899*******"}));
}

#[test]
fn questions_that_cannot_be_read() {
    assert_eq!(ask("phone", json!({})), json!({"error": "missing field `text`"}));
    for topic in Topic::ALL {
        for bad in [json!(null), json!([]), json!("текст"), json!({"text": 5, "total": {}}), json!(7)] {
            let answer = explain_json(topic, bad.clone());
            assert!(
                answer["error"].as_str().is_some_and(|error| error.is_ascii()),
                "{topic:?} {bad} {answer}"
            );
        }
    }
    // What was written is never quoted back.
    let answer = ask("transition", json!({"from": "NEW", "to": "NEW", "roles": "Иван", "own": "да"}));
    assert_eq!(answer, json!({"error": "a field has the wrong type"}));
}

#[test]
fn topics_have_codes() {
    for topic in Topic::ALL {
        assert_eq!(Topic::from_code(topic.code()), Some(topic));
    }
    assert_eq!(Topic::from_code("then"), None);
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn errors_never_repeat_what_was_written(text in "\\PC*") {
        for topic in [Topic::When, Topic::Phone, Topic::Money] {
            let answer = explain_json(topic, json!({"text": text, "now": "2025-12-01T12:00:00+03:00"}));
            // A note repeats what was written: it is the answer, not an error.
            prop_assert!(answer.get("note").is_some() || answer.to_string().is_ascii(), "{}", answer);
        }
    }
}
