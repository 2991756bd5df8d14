//! Makes the enum of all findings and their table from `src/finding/codes`, where each has a file.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use order::{Pages, in_order};
use page::{Page, Problem, parse};

#[path = "build/order.rs"]
mod order;
#[path = "build/page.rs"]
mod page;

const FOLDER: &str = "src/finding/codes";
const EXAMPLES: &str = "tests/findings";

fn main() {
    println!("cargo::rerun-if-changed={FOLDER}");
    for problem in run().err().unwrap_or_default() {
        println!("cargo::error={problem}");
    }
}

fn run() -> Result<(), Vec<String>> {
    let pages = read_all()?;
    let order = in_order(&pages).map_err(|(code, problem)| vec![at(&code, &problem)])?;
    let out = env::var("OUT_DIR").map_err(|error| vec![format!("OUT_DIR: {error}")])?;
    let text = declaration(&order) + &table(&order, &pages);
    fs::write(Path::new(&out).join("codes.rs"), text)
        .map_err(|error| vec![format!("{out}: {error}")])
}

/// A problem of a finding, as compilers show places.
fn at(code: &str, problem: &Problem) -> String {
    format!("{FOLDER}/{code}.md:{}: {}", problem.line, problem.message)
}

/// Reads all files, or says what is wrong with each that cannot be used.
fn read_all() -> Result<Pages, Vec<String>> {
    let entries = fs::read_dir(FOLDER).map_err(|error| vec![format!("{FOLDER}: {error}")])?;
    let (mut pages, mut problems) = (Pages::new(), Vec::new());
    for entry in entries {
        let path = entry.map_err(|error| vec![format!("{FOLDER}: {error}")])?.path();
        // What editors and file managers leave there.
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        match read(&path) {
            Ok((code, page)) => drop(pages.insert(code, page)),
            Err(problem) => problems.push(problem),
        }
    }
    problems.sort();
    if problems.is_empty() { Ok(pages) } else { Err(problems) }
}

fn read(path: &Path) -> Result<(String, Page), String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some(code) = name.strip_suffix(".md").filter(|code| is_code(code)) else {
        return Err(format!(
            "{FOLDER}/{name}: expected lower-case words, joined by `-`, and `.md`"
        ));
    };
    let text = fs::read_to_string(path).map_err(|error| format!("{FOLDER}/{name}: {error}"))?;
    let page = parse(&text).map_err(|problem| at(code, &problem))?;
    if !Path::new(EXAMPLES).join(format!("{code}.yaml")).is_file() {
        let problem = Problem::new(1, format!("the example {EXAMPLES}/{code}.yaml is missing"));
        return Err(at(code, &problem));
    }
    Ok((code.to_owned(), page))
}

fn is_code(code: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    code.split('-').all(is_word)
}

/// The enum, and the list of its variants.
fn declaration(order: &[&str]) -> String {
    let (mut variants, mut all) = (String::new(), String::new());
    for code in order {
        let variant = variant(code);
        // Writing to a string cannot fail.
        let _ = writeln!(variants, "    /// `{code}`\n    {variant},");
        let _ = writeln!(all, "        Self::{variant},");
    }
    format!(
        "\
/// Every finding the compiler can report. The texts are stable; scripts may rely on them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Code {{
{variants}}}

impl Code {{
    /// All findings, in the order of the rules they belong to.
    pub const ALL: &[Self] = &[
{all}    ];
}}

"
    )
}

/// One definition for each variant, in their order.
fn table(order: &[&str], pages: &Pages) -> String {
    let rows: String = order.iter().map(|code| definition(code, &pages[*code])).collect();
    format!("static DEFINITIONS: [Definition; Code::ALL.len()] = [\n{rows}];\n")
}

fn definition(code: &str, page: &Page) -> String {
    let Page { level, rule, is_told, is_confidential, is_local, after: _, meaning, why, fix } =
        page;
    format!(
        "    Definition {{
        text: {code:?},
        level: Level::{level},
        rule: {rule:?},
        is_told: {is_told},
        is_confidential: {is_confidential},
        is_local: {is_local},
        meaning: {meaning:?},
        why: {why:?},
        fix: {fix:?},
        example: include_bytes!(concat!(
            env!(\"CARGO_MANIFEST_DIR\"),
            \"/{EXAMPLES}/{code}.yaml\"
        )),
    }},
"
    )
}

/// The name of a variant: `AuthStdio` of `auth-stdio`.
fn variant(code: &str) -> String {
    let word = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    code.split('-').map(word).collect()
}
