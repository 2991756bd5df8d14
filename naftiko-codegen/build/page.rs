//! A finding as its file has it: keys between two lines `---`, then three paragraphs.

use std::collections::BTreeMap;

/// Finding without its name, which is that of the file.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Page {
    /// Name of a variant of `Level`.
    pub(crate) level: &'static str,
    /// Rule of the dialect, or empty.
    pub(crate) rule: String,
    pub(crate) is_told: bool,
    pub(crate) is_confidential: bool,
    pub(crate) is_local: bool,
    /// Name of the finding before this one, where rules do not give the order, and the line of the key.
    pub(crate) after: Option<(usize, String)>,
    pub(crate) meaning: String,
    pub(crate) why: String,
    pub(crate) fix: String,
}

/// Mistake in a file, and the number of its line.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Problem {
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

/// Values of keys, each with its line.
type Keys<'a> = BTreeMap<&'a str, (usize, &'a str)>;

/// Reads the text of a file; the first mistake is the error.
pub(crate) fn parse(text: &str) -> Result<Page, Problem> {
    let mut lines = (1..).zip(text.lines());
    let (end, mut keys) = front_matter(&mut lines)?;
    let level = level(end, keys.remove("level"))?;
    let page = Page {
        level,
        rule: rule(keys.remove("rule"))?,
        is_told: told(level, keys.remove("told"))?,
        is_confidential: flag(keys.remove("confidential"))?,
        is_local: flag(keys.remove("local"))?,
        after: keys.remove("after").map(|(line, code)| (line, code.to_owned())),
        meaning: String::new(),
        why: String::new(),
        fix: String::new(),
    };
    if let Some((key, (line, _))) = keys.pop_first() {
        return Err(Problem::new(line, format!("the key `{key}` is unknown")));
    }
    let [meaning, why, fix] = paragraphs(blocks(lines), text.lines().count())?;
    Ok(Page { meaning, why, fix, ..page })
}

/// Takes the lines of the keys, and the two around them; also returns the number of the second.
fn front_matter<'a>(
    lines: &mut impl Iterator<Item = (usize, &'a str)>,
) -> Result<(usize, Keys<'a>), Problem> {
    if lines.next() != Some((1, "---")) {
        return Err(Problem::new(1, "the line `---` above the keys is missing"));
    }
    let mut keys = Keys::new();
    for (line, text) in lines {
        if text == "---" {
            return Ok((line, keys));
        }
        let Some((key, value)) = text.split_once(": ") else {
            return Err(Problem::new(line, "expected `key: value`, or `---` below the keys"));
        };
        if keys.insert(key, (line, value.trim())).is_some() {
            return Err(Problem::new(line, format!("the key `{key}` is there twice")));
        }
    }
    Err(Problem::new(1, "the line `---` below the keys is missing"))
}

fn level(end: usize, value: Option<(usize, &str)>) -> Result<&'static str, Problem> {
    match value {
        Some((_, "error")) => Ok("Error"),
        Some((_, "warning")) => Ok("Warning"),
        Some((_, "note")) => Ok("Note"),
        Some((line, _)) => Err(Problem::new(line, "the level must be error, warning or note")),
        None => Err(Problem::new(end, "the key `level` is missing")),
    }
}

fn rule(value: Option<(usize, &str)>) -> Result<String, Problem> {
    let Some((line, rule)) = value else { return Ok(String::new()) };
    match rule.as_bytes() {
        [b'R', b'0'..=b'9', b'0'..=b'9'] => Ok(rule.to_owned()),
        _ => Err(Problem::new(line, "the rule must be `R` and two digits")),
    }
}

fn told(level: &str, value: Option<(usize, &str)>) -> Result<bool, Problem> {
    match value {
        Some((line, _)) if level != "Note" => {
            Err(Problem::new(line, "`told` is for notes; all others are told"))
        }
        value => Ok(flag(value)? || level != "Note"),
    }
}

fn flag(value: Option<(usize, &str)>) -> Result<bool, Problem> {
    match value {
        None => Ok(false),
        Some((_, "true")) => Ok(true),
        Some((line, _)) => Err(Problem::new(line, "the value must be `true`, or the key left out")),
    }
}

/// Lines without a blank one between them, as one line, with the number of the first.
fn blocks<'a>(lines: impl Iterator<Item = (usize, &'a str)>) -> Vec<(usize, String)> {
    let mut blocks: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (line, text) in lines {
        match blocks.last_mut().filter(|_| is_open) {
            _ if text.trim().is_empty() => is_open = false,
            Some((_, block)) => *block = format!("{block} {}", text.trim()),
            None => {
                blocks.push((line, text.trim().to_owned()));
                is_open = true;
            }
        }
    }
    blocks
}

fn paragraphs(blocks: Vec<(usize, String)>, last: usize) -> Result<[String; 3], Problem> {
    let mut blocks = blocks.into_iter();
    let mut next = |heading: Option<&str>, what: &str| match blocks.next() {
        Some((_, block)) if heading.map_or(!block.starts_with('#'), |is| is == block) => Ok(block),
        other => {
            let line = other.map_or(last, |(line, _)| line);
            Err(Problem::new(line, format!("expected {what}")))
        }
    };
    let meaning = next(None, "the paragraph with the meaning")?;
    next(Some("## Why it matters"), "the line `## Why it matters`")?;
    let why = next(None, "the paragraph with the reason")?;
    next(Some("## What to do"), "the line `## What to do`")?;
    let fix = next(None, "the paragraph with the remedy")?;
    match blocks.next() {
        None => Ok([meaning, why, fix]),
        Some((line, _)) => Err(Problem::new(line, "expected the end, after one paragraph")),
    }
}
