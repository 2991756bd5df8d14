//! The tokens of a path: blanks, names in quotes, numbers.

/// Reason why a text is not a path here.
pub(super) type Refusal = &'static str;

/// White space of RFC 9535; other characters of that kind are part of names.
pub(super) const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Integers of RFC 9535 are those that every JSON reader holds exactly.
pub(super) const LARGEST: i64 = (1 << 53) - 1;

/// How deep filters, parentheses and lists may stand in each other.
const DEEPEST: usize = 32;

/// A position in a path.
pub(super) struct Parser<'t> {
    pub(super) rest: &'t str,
    /// How deep the position is inside of filters and arguments.
    pub(super) depth: usize,
    /// Set if a query inside begins at the root.
    pub(super) asks_root: bool,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text, depth: 0, asks_root: false }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(BLANKS);
    }

    /// Takes `token` if it comes next.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes the characters for which `wanted` holds.
    pub(super) fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Reads something that may have the like inside of itself.
    pub(super) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        if self.depth == DEEPEST {
            return Err("it is nested too deep");
        }
        self.depth += 1;
        let made = read(self);
        self.depth -= 1;
        made
    }

    /// An integer as the RFC writes it, if one comes next.
    pub(super) fn integer(&mut self) -> Result<Option<i64>, Refusal> {
        let digits = self.take(|c| matches!(c, '0'..='9' | '-'));
        if digits.is_empty() {
            return Ok(None);
        }
        let unsigned = digits.strip_prefix('-').unwrap_or(digits);
        if unsigned.starts_with('0') && digits != "0" {
            return Err("a position is written without leading zeros");
        }
        let number = digits.parse::<i64>().ok().filter(|number| number.abs() <= LARGEST);
        number.map(Some).ok_or("a position is a whole number of at most 53 bits")
    }

    /// A number as JSON writes it.
    pub(super) fn number(&mut self) -> Result<&'t str, Refusal> {
        const WRONG: Refusal = "a number is written as in JSON: `1`, `-0.5`, `1e3`";
        let text = self.take(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let is_number = unsigned.starts_with(|c: char| c.is_ascii_digit())
            && serde_json::from_str::<serde_json::Number>(text).is_ok();
        if is_number { Ok(text) } else { Err(WRONG) }
    }

    /// The text between quotes, its escapes decoded.
    pub(super) fn quoted(&mut self, quote: char) -> Result<String, Refusal> {
        let mut text = String::new();
        let mut chars = self.rest.strip_prefix(quote).unwrap_or(self.rest).chars();
        loop {
            match chars.next() {
                None => return Err("a quote is not closed"),
                Some(c) if c == quote => break,
                Some('\\') => {
                    let (c, rest) = escaped(chars.as_str(), quote)?;
                    text.push(c);
                    chars = rest.chars();
                }
                Some('\0'..='\u{1f}') => {
                    return Err("a control character in a name is written as an escape, `\\u0009`");
                }
                Some(c) => text.push(c),
            }
        }
        self.rest = chars.as_str();
        Ok(text)
    }
}

/// The character of the escape behind a backslash, and what follows it.
fn escaped(text: &str, quote: char) -> Result<(char, &str), Refusal> {
    const UNKNOWN: Refusal =
        "an escape is one of \\b \\f \\n \\r \\t \\/ \\\\ \\uXXXX and the quote";
    let mut chars = text.chars();
    let c = match chars.next() {
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some(c) if matches!(c, '/' | '\\') || c == quote => c,
        Some('u') => return unicode(chars.as_str()),
        _ => return Err(UNKNOWN),
    };
    Ok((c, chars.as_str()))
}

/// Four hexadecimal digits, or a surrogate pair of two times four.
fn unicode(text: &str) -> Result<(char, &str), Refusal> {
    const DIGITS: Refusal = "`\\u` is followed by four hexadecimal digits";
    const HALF: Refusal = "half a surrogate pair is no character";
    let (first, rest) = hex4(text).ok_or(DIGITS)?;
    let code = match first {
        0xD800..=0xDBFF => {
            let (second, rest) = rest.strip_prefix("\\u").and_then(hex4).ok_or(HALF)?;
            if !(0xDC00..=0xDFFF).contains(&second) {
                return Err(HALF);
            }
            let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return Ok((char::from_u32(code).ok_or(HALF)?, rest));
        }
        code => code,
    };
    Ok((char::from_u32(code).ok_or(HALF)?, rest))
}

fn hex4(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten().map(|code| (code, rest))
}
