//! The capability document, line by line.

use super::html::text;
use super::{Page, document};

/// The most lines that stand in the document at `/`.
const MOST: usize = 1000;

/// The number of its lines.
pub(super) fn count(page: &Page<'_>) -> usize {
    page.capability.document.text.lines().count()
}

/// Returns `true` if it stands on a page of its own.
pub(super) fn is_elsewhere(page: &Page<'_>) -> bool {
    count(page) > MOST
}

/// Its section.
pub(super) fn section(page: &Page<'_>) -> String {
    let content = if is_elsewhere(page) {
        format!(
            "<p><a href=\"/-/page/spec\">{} lines on a page of their own</a></p>",
            grouped(count(page))
        )
    } else {
        lines(page)
    };
    format!(
        "<section id=\"spec\" aria-labelledby=\"h-spec\"><h2 id=\"h-spec\">Spec</h2>\
         <p class=\"beside\"><code>{}</code></p>\n{content}</section>\n",
        text(name(page))
    )
}

/// Its page.
pub(super) fn alone(page: &Page<'_>) -> String {
    let content = format!("<h1>{}</h1>\n{}", text(name(page)), lines(page));
    document::alone(page, name(page), "spec", &content)
}

/// The name of the file, without the folder that it lies in.
fn name<'p>(page: &Page<'p>) -> &'p str {
    let path = page.capability.spec.as_str();
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn lines(page: &Page<'_>) -> String {
    let lines = page.capability.document.text.lines().enumerate();
    let lines = lines.map(|(at, line)| format!("<span id=\"L{}\">{}\n</span>", at + 1, text(line)));
    format!(
        "<div class=\"scroll\"><pre class=\"spec\"><code>{}</code></pre></div>",
        lines.collect::<String>()
    )
}

/// A number as people read it.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([1, 999, 1000, 1_234_567].map(grouped), ["1", "999", "1,000", "1,234,567"]);
    }
}
