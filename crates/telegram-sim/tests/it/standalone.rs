//! The program, and the examples of README.md against it.

use crate::client::http;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// The running program; it is killed at the end.
struct Program {
    child: Child,
    said: Vec<String>,
    url: String,
}

impl Program {
    fn start(args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_telegram-sim"));
        let child = command.args(["--port", "0"]).args(args).stdout(Stdio::piped()).spawn().unwrap();
        let mut program = Self { child, said: Vec::new(), url: String::new() };
        let mut lines = BufReader::new(program.child.stdout.take().unwrap()).lines();
        while program.url.is_empty() {
            let line = lines.next().unwrap().unwrap();
            if let Some(url) = line.strip_prefix("chat     ") {
                url.trim_end_matches('/').clone_into(&mut program.url);
            }
            program.said.push(line);
        }
        program
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A line of a shell: words, some in single quotes.
fn words(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        if at % 2 == 1 {
            all.push(part.to_owned());
        } else {
            all.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    all
}

/// The request that such a line makes: method, path, body.
fn request(line: &str) -> (String, String, Option<String>) {
    let (mut method, mut path, mut body) = (None, None, None);
    let mut words = words(line).into_iter().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-X" => method = words.next(),
            "-d" => body = words.next(),
            "-H" => assert_eq!(words.next().unwrap(), "Content-Type: application/json"),
            _ => path = Some(word.strip_prefix("localhost:8081").unwrap().to_owned()),
        }
    }
    let usual = if body.is_some() { "POST" } else { "GET" };
    (method.unwrap_or_else(|| usual.to_owned()), path.unwrap(), body)
}

#[tokio::test]
async fn every_example_of_the_readme_works() {
    let program = Program::start(&[]);
    let readme = include_str!("../../README.md");
    let examples: Vec<&str> = readme.lines().filter(|line| line.starts_with("curl ")).collect();
    assert!(examples.len() > 25);
    for line in examples {
        let (method, path, body) = request(line);
        let url = format!("{}{path}", program.url);
        let mut request = http().request(method.parse().unwrap(), url);
        if path.starts_with("/bot") {
            request = request.header("Content-Type", "application/json");
        }
        let response = request.body(body.unwrap_or_default()).send().await.unwrap();
        let status = response.status().as_u16();
        let answer: Value = response.json().await.unwrap();
        assert_eq!(status, 200, "{line}: {answer}");
    }
}

#[tokio::test]
async fn a_world_of_ones_own() {
    let world = ["--bot", "7:A:seven_bot", "--bot", "8:B:eight_bot", "--person", "Clara", "--group", "Crew"];
    let program = Program::start(&[&world[..], &["--lang", "ru"]].concat());
    assert_eq!(program.said[0], "bot      @seven_bot with the token 7:A");
    let state: Value =
        http().get(format!("{}/control/state", program.url)).send().await.unwrap().json().await.unwrap();
    assert_eq!(state["bots"][1]["username"], "eight_bot");
    assert_eq!(state["people"][0]["id"], 1001);
    assert_eq!(state["people"][0]["language_code"], "ru");
    assert_eq!(state["groups"][0]["members"], serde_json::json!([1001]));
}

#[test]
fn wrong_arguments_are_refused() {
    for args in [["--bot", "x"], ["--bot", "x:y"], ["--bot", "4:T:@x"], ["--port", "many"]] {
        let program =
            Command::new(env!("CARGO_BIN_EXE_telegram-sim")).args(args).stderr(Stdio::null()).status();
        assert_eq!(program.unwrap().code(), Some(2), "{args:?}");
    }
}
