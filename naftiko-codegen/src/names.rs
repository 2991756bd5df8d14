//! The only place where foreign names become Rust names, and where names are compared.
//!
//! Implements R83 (identifiers), R84 (collisions) and the fold of `dialect.md` section 3.

use std::collections::HashMap;

/// Strict and reserved words of every edition, and words that cannot be raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Repair of a name besides changing its case (R83).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mend {
    /// Nothing.
    None,
    /// It was a keyword.
    Keyword,
    /// It began with a digit.
    Digit,
}

/// The words of a foreign name, lower case, in order.
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (index, &c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            flush(&mut word, &mut words);
            continue;
        }
        let before = index.checked_sub(1).and_then(|i| chars.get(i)).copied().unwrap_or('_');
        let after = chars.get(index + 1).copied().unwrap_or('_');
        let starts_word = c.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || (before.is_ascii_uppercase() && after.is_ascii_lowercase()));
        if starts_word {
            flush(&mut word, &mut words);
        }
        word.push(c.to_ascii_lowercase());
    }
    flush(&mut word, &mut words);
    words
}

fn flush(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// `name` as a value or module name, and what was mended.
pub(crate) fn snake_mended(name: &str) -> (String, Mend) {
    let mut ident = words(name).join("_");
    if ident.is_empty() {
        return ("p".to_owned(), Mend::None);
    }
    if ident.starts_with(|c: char| c.is_ascii_digit()) {
        ident.insert(0, 'n');
        return (ident, Mend::Digit);
    }
    if KEYWORDS.contains(&ident.as_str()) {
        ident.push('_');
        return (ident, Mend::Keyword);
    }
    (ident, Mend::None)
}

/// `name` as a value or module name.
pub(crate) fn snake(name: &str) -> String {
    snake_mended(name).0
}

/// `name` as a type name. `Self` and names of the prelude get a suffix.
pub(crate) fn camel(name: &str) -> String {
    let mut ident = String::new();
    for word in words(name) {
        let mut chars = word.chars();
        ident.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        ident.push_str(chars.as_str());
    }
    if ident.is_empty() {
        ident.push('P');
    }
    if ident.starts_with(|c: char| c.is_ascii_digit()) {
        ident.insert(0, 'N');
    }
    if ["Self", "Option", "Some", "None", "Ok", "Err", "Vec", "String", "Box", "Result"]
        .contains(&ident.as_str())
    {
        ident.push('_');
    }
    ident
}

/// `name` as the name of an environment variable: capitals, `_` for everything else.
pub(crate) fn screaming(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' })
        .collect()
}

/// Returns `true` if `name` is written like an environment variable (R11).
pub(crate) fn is_screaming(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.len() > 1
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Returns `true` if `name` is a token of HTTP, as the names of headers are (RFC 9110, 5.6.2).
pub(crate) fn is_token(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_part)
}

/// Returns `true` if `name` can be one of a cookie: nothing in it ends the name, or the cookie (RFC 6265, 4.1.1;
/// servers take more than the tokens that the grammar allows).
pub(crate) fn is_cookie(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && !b"=;,\"".contains(&b))
}

/// The letters and digits of `name`, lower case: `job-id`, `job_id` and `jobId` are equal.
pub(crate) fn fold(name: &str) -> String {
    folded(name).map(char::from).collect()
}

fn folded(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

/// The result of looking a name up exactly, then folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// The same name.
    Exact(usize),
    /// The only one that folds to the same letters.
    Folded(usize),
    /// Several fold to the same letters.
    Ambiguous,
    /// None.
    Nothing,
}

/// Looks `name` up among `names`: exact, then a single folded match.
pub(crate) fn find<'a>(name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Found {
    if let Some(index) = names.clone().position(|other| other == name) {
        return Found::Exact(index);
    }
    if folded(name).next().is_none() {
        return Found::Nothing;
    }
    let mut matches = names.enumerate().filter(|(_, other)| folded(other).eq(folded(name)));
    match (matches.next(), matches.next()) {
        (Some((index, _)), None) => Found::Folded(index),
        (Some(_), Some(_)) => Found::Ambiguous,
        _ => Found::Nothing,
    }
}

/// Names already given in one scope; later claimants get `_2`, `_3`, … (R84).
#[derive(Default)]
pub(crate) struct Scope {
    /// Each with the number that the next claimant of it tries first.
    taken: HashMap<String, u32>,
}

impl Scope {
    /// A scope in which `names` are not available.
    pub(crate) fn without(names: &[&str]) -> Self {
        Self { taken: names.iter().map(|name| ((*name).to_owned(), FIRST_NUMBER)).collect() }
    }

    /// The scope of a capability's module: what the client and its surfaces are called is taken, and
    /// `modules`.
    pub(crate) fn beside_surfaces<'m>(modules: impl IntoIterator<Item = &'m str>) -> Self {
        let mut scope = Self::without(&["client", "rest", "openapi", "mcp", "page"]);
        for module in modules {
            scope.claim(module);
        }
        scope
    }

    /// `ident`, or the next free variant of it, and whether it had to change.
    pub(crate) fn claim(&mut self, ident: &str) -> (String, bool) {
        let stem = ident.strip_suffix('_').unwrap_or(ident);
        self.numbered(ident, &format!("{stem}_"))
    }

    /// As [`claim`](Self::claim), for a type name, which takes its number without `_`.
    pub(crate) fn claim_type(&mut self, ident: &str) -> String {
        self.numbered(ident, ident).0
    }

    /// `ident`, or `stem` with the next free number; and whether it had to be that.
    fn numbered(&mut self, ident: &str, stem: &str) -> (String, bool) {
        let Some(next) = self.taken.get(ident).copied() else {
            self.taken.insert(ident.to_owned(), FIRST_NUMBER);
            return (ident.to_owned(), false);
        };
        let mut number = next;
        let mut candidate = format!("{stem}{number}");
        while self.taken.contains_key(&candidate) {
            number += 1;
            candidate = format!("{stem}{number}");
        }
        self.taken.insert(ident.to_owned(), number + 1);
        self.taken.insert(candidate.clone(), FIRST_NUMBER);
        (candidate, true)
    }
}

/// Number that the second claimant of a name gets.
const FIRST_NUMBER: u32 = 2;

/// The name closest to `name`, if one is close enough to be meant.
pub(crate) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let budget = (name.chars().count() / 3).clamp(1, 4);
    let letters = letters(name);
    names
        // A name that is written exactly so is not the one that was meant.
        .filter(|other| *other != name)
        .map(|other| {
            let same = folded(other).eq(folded(name));
            (if same { 0 } else { distance(&letters, other, budget) }, other)
        })
        .filter(|(distance, _)| *distance <= budget)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

fn letters(name: &str) -> Vec<char> {
    name.chars().take(128).flat_map(char::to_lowercase).collect()
}

/// Edit distance with transpositions; anything over `budget` is `budget + 1`, and is not computed.
fn distance(a: &[char], b: &str, budget: usize) -> usize {
    let over = budget + 1;
    if a.len().abs_diff(b.chars().take(128).count()) > budget {
        return over;
    }
    let b = letters(b);
    let mut before = vec![over; b.len() + 1];
    let mut previous: Vec<usize> = (0..=b.len()).map(|cost| cost.min(over)).collect();
    let mut row = vec![over; b.len() + 1];
    for (i, x) in a.iter().enumerate() {
        row.fill(over);
        row[0] = (i + 1).min(over);
        // Further from the diagonal every cost is over the budget.
        for j in i.saturating_sub(budget)..b.len().min(i + over) {
            let mut cost =
                (previous[j] + usize::from(*x != b[j])).min(previous[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == b[j] {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost.min(over);
        }
        if row.iter().all(|cost| *cost == over) {
            return over;
        }
        std::mem::swap(&mut before, &mut previous);
        std::mem::swap(&mut previous, &mut row);
    }
    previous.last().map_or(over, |cost| (*cost).min(over))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_becomes_an_identifier() {
        for keyword in KEYWORDS {
            let (ident, mend) = snake_mended(keyword);
            assert_eq!((ident.as_str(), mend), (format!("{keyword}_").as_str(), Mend::Keyword));
            assert!(syn::parse_str::<syn::Ident>(&ident).is_ok(), "{ident}");
        }
    }

    #[test]
    fn words_are_found_in_every_spelling() {
        for (name, want) in [
            ("job-id", "job_id"),
            ("jobId", "job_id"),
            ("HTTPServer", "http_server"),
            ("parseHTTP2Url", "parse_http2_url"),
            ("filter[name]", "filter_name"),
            ("$top", "top"),
            ("DateSent<", "date_sent"),
            ("Ünïcode", "n_code"),
            ("日本", "p"),
            ("", "p"),
            ("1factory", "n1factory"),
            ("self", "self_"),
            ("Self", "self_"),
            ("__a__b__", "a_b"),
        ] {
            assert_eq!(snake(name), want, "{name}");
        }
        assert_eq!(camel("create-training-job"), "CreateTrainingJob");
        assert_eq!(camel("3m-search"), "N3mSearch");
        assert_eq!(camel("option"), "Option_");
    }

    #[test]
    fn later_claimants_are_numbered() {
        let mut scope = Scope::without(&["input"]);
        assert_eq!(scope.claim("max_results"), ("max_results".into(), false));
        assert_eq!(scope.claim("max_results"), ("max_results_2".into(), true));
        assert_eq!(scope.claim("max_results_2"), ("max_results_2_2".into(), true));
        assert_eq!(scope.claim("type_"), ("type_".into(), false));
        assert_eq!(scope.claim("type_"), ("type_2".into(), true));
        assert_eq!(scope.claim("input"), ("input_2".into(), true));
    }

    #[test]
    fn lookup_is_exact_then_folded_then_refused() {
        let names = ["job_id", "jobId", "page"];
        let find = |name| find(name, names.iter().copied());
        assert_eq!(find("jobId"), Found::Exact(1));
        assert_eq!(find("job-id"), Found::Ambiguous);
        assert_eq!(find("Page"), Found::Folded(2));
        assert_eq!(find("size"), Found::Nothing);
        assert_eq!(find("-"), Found::Nothing);
    }

    #[test]
    fn the_nearest_name_is_close() {
        let names = ["page", "page_size", "job_id"];
        assert_eq!(nearest("page-size", names.iter().copied()), Some("page_size"));
        assert_eq!(nearest("pgae", names.iter().copied()), Some("page"));
        assert_eq!(nearest("unrelated", names.iter().copied()), None);
    }
}
