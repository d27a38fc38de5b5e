//! `repairbot explain`: how the rules understand a text or a case. Opens no database and no network.

use std::io::{BufRead, BufReader};

use clap::Args;
use repairbot_core::explain::{Topic, explain_json};
use serde_json::{Map, Value, json};

use super::{Exit, answer, complain};
use crate::clock::Clock;

/// What to explain.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// when, phone, money, split, transition or mask
    #[arg(value_name = "TOPIC", value_parser = topic)]
    topic: Topic,
    /// The text (when: also now=... and zone=...), key=value pairs (split, transition), or one JSON object
    #[arg(value_name = "WORDS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(super) words: Vec<String>,
}

fn topic(code: &str) -> Result<Topic, String> {
    Topic::from_code(code).ok_or_else(|| {
        let codes: Vec<_> = Topic::ALL.into_iter().map(Topic::code).collect();
        format!("one of {} is needed", codes.join(", "))
    })
}

/// Answers the arguments, or each line of the standard input.
pub(super) fn run(arguments: &Arguments) -> Exit {
    if arguments.words.is_empty() {
        return explain_lines(arguments.topic, BufReader::new(std::io::stdin()), answer, complain);
    }
    match request(arguments.topic, &arguments.words) {
        Ok(request) => {
            answer(explain_json(arguments.topic, request));
            Exit::Done
        }
        Err(problem) => {
            complain(problem);
            Exit::BadUsage
        }
    }
}

/// One line out for one line in, so that whoever pairs them can; blank lines are skipped.
fn explain_lines(
    topic: Topic,
    lines: impl BufRead,
    mut answer: impl FnMut(Value) -> bool,
    mut complain: impl FnMut(String),
) -> Exit {
    let mut exit = Exit::Done;
    for (number, line) in lines.split(b'\n').enumerate() {
        let line = match line {
            Ok(line) => line,
            Err(error) => {
                complain(format!("the standard input can't be read: {error}"));
                return Exit::Fault;
            }
        };
        if line.trim_ascii().is_empty() {
            continue;
        }
        let said = match serde_json::from_slice::<Value>(&line) {
            Ok(request @ Value::Object(_)) => explain_json(topic, request),
            _ => {
                let problem = format!("line {}: not a JSON object", number + 1);
                complain(problem.clone());
                exit = Exit::BadUsage;
                json!({ "error": problem })
            }
        };
        if !answer(said) {
            break;
        }
    }
    exit
}

/// The question that arguments ask.
fn request(topic: Topic, words: &[String]) -> Result<Value, String> {
    if let [word] = words
        && let Ok(request @ Value::Object(_)) = serde_json::from_str(word)
    {
        return Ok(request);
    }
    match topic {
        Topic::Split | Topic::Transition => pairs(words),
        Topic::When => Ok(when(words)),
        _ => Ok(json!({ "text": words.join(" ") })),
    }
}

/// The words are the text, but for `now=` (this moment when it is left out) and `zone=`.
fn when(words: &[String]) -> Value {
    let mut request = Map::new();
    let mut text = Vec::new();
    for word in words {
        match word.split_once('=') {
            Some((key @ ("now" | "zone"), value)) => {
                request.insert(key.to_owned(), json!(value));
            }
            _ => text.push(word.as_str()),
        }
    }
    request.insert("text".to_owned(), json!(text.join(" ")));
    request.entry("now").or_insert_with(|| json!(Clock::system().now().to_string()));
    Value::Object(request)
}

/// `key=value` words as an object: `true` and `false` are flags, `roles` is a list, the rest is text.
fn pairs(words: &[String]) -> Result<Value, String> {
    let mut object = Map::new();
    for (index, word) in words.iter().enumerate() {
        let (key, value) = word
            .split_once('=')
            .ok_or_else(|| format!("argument {}: key=value is needed, like total=12500", index + 1))?;
        let value = match value {
            "true" => json!(true),
            "false" => json!(false),
            list if key == "roles" => list.split(',').filter(|role| !role.is_empty()).collect(),
            text => json!(text),
        };
        if object.insert(key.to_owned(), value).is_some() {
            return Err(format!("argument {}: {key} is given twice", index + 1));
        }
    }
    Ok(Value::Object(object))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    fn lines(topic: Topic, input: &[u8]) -> (Exit, Vec<Value>, Vec<String>) {
        let (mut said, mut complaints) = (Vec::new(), Vec::new());
        let exit = explain_lines(
            topic,
            input,
            |line| {
                said.push(line);
                true
            },
            |line| complaints.push(line),
        );
        (exit, said, complaints)
    }

    #[test]
    fn words_of_a_simple_topic_are_one_text() {
        assert_eq!(
            request(Topic::Phone, &words("8 999 123-45-67")),
            Ok(json!({ "text": "8 999 123-45-67" }))
        );
        assert_eq!(request(Topic::Mask, &words("a=b")), Ok(json!({ "text": "a=b" })));
    }

    #[test]
    fn a_time_is_read_at_a_moment_in_a_zone() {
        let asked = words("завтра в 10 now=2025-12-01T12:00:00+03:00 zone=Asia/Omsk");
        let expected =
            json!({ "text": "завтра в 10", "now": "2025-12-01T12:00:00+03:00", "zone": "Asia/Omsk" });
        assert_eq!(request(Topic::When, &asked), Ok(expected));
        let now = request(Topic::When, &words("завтра")).unwrap()["now"].clone();
        assert!(now.as_str().unwrap().parse::<jiff::Timestamp>().is_ok(), "{now}");
    }

    #[test]
    fn pairs_make_an_object_with_flags_and_lists() {
        let asked = words("from=NEW to=ASSIGNED roles=ADMIN,MASTER own=false");
        let expected = json!({ "from": "NEW", "to": "ASSIGNED", "roles": ["ADMIN", "MASTER"], "own": false });
        assert_eq!(request(Topic::Transition, &asked), Ok(expected));
        assert_eq!(request(Topic::Split, &words("total=12500")), Ok(json!({ "total": "12500" })));
        assert!(request(Topic::Split, &words("total")).is_err());
        assert!(request(Topic::Split, &words("total=1 total=2")).is_err());
    }

    #[test]
    fn one_json_object_is_taken_as_it_is() {
        let asked = vec![r#"{"text":"12 500"}"#.to_owned()];
        assert_eq!(request(Topic::Money, &asked), Ok(json!({ "text": "12 500" })));
    }

    #[test]
    fn every_line_gets_a_line() {
        let (exit, said, complaints) = lines(Topic::Mask, b"{\"text\":\"x\"}\n\nnot json\n{\"text\":\"y\"}");
        assert_eq!(
            said,
            [json!({"text":"x"}), json!({"error":"line 3: not a JSON object"}), json!({"text":"y"})]
        );
        assert_eq!((exit, complaints.len()), (Exit::BadUsage, 1));
    }

    #[test]
    fn it_stops_when_nobody_listens() {
        let mut count = 0;
        let input: &[u8] = b"{\"text\":\"x\"}\n{\"text\":\"y\"}\n";
        explain_lines(
            Topic::Mask,
            input,
            |_| {
                count += 1;
                false
            },
            |_| {},
        );
        assert_eq!(count, 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(input in prop::collection::vec(any::<u8>(), 0..200)) {
            for topic in Topic::ALL {
                lines(topic, &input);
            }
        }
    }
}
