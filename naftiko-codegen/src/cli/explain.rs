//! `naftiko explain`.

use clap::Args;
use naftiko_codegen::finding::Code;

use super::page::page;
use super::{Exit, print};

#[derive(Args)]
#[command(after_help = "\
Examples:
  naftiko explain
  naftiko explain orphan-path-param")]
pub(super) struct ExplainArguments {
    /// A finding, such as orphan-path-param; without one, all of them are listed
    code: Option<Code>,
    /// Print the page of all findings with their examples, docs/findings.md
    #[arg(long, hide = true, conflicts_with = "code")]
    page: bool,
}

pub(super) fn run(arguments: &ExplainArguments) -> Exit {
    let text = match arguments.code {
        Some(code) => explanation(code),
        None if arguments.page => page(),
        None => Code::ALL.iter().copied().map(line).collect(),
    };
    print(&text)
}

fn line(code: Code) -> String {
    let line = format!("{code:<26} {:<8} {}", code.level(), code.rule());
    line.trim_end().to_owned() + "\n"
}

fn explanation(code: Code) -> String {
    let rule = match code.rule() {
        "" => String::new(),
        rule => format!(", rule {rule}"),
    };
    format!(
        "{code} ({}{rule})\n\n{}\n{}\n{}",
        code.level(),
        wrap(code.meaning()),
        wrap(&format!("Why it matters: {}", code.why())),
        wrap(&format!("What to do: {}", code.fix())),
    )
}

/// Breaks a paragraph at blanks, so that no line is wider than 80 characters if it can be helped.
fn wrap(paragraph: &str) -> String {
    let mut text = String::with_capacity(paragraph.len() + 8);
    let mut width = 0;
    for word in paragraph.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > 80 {
            text.push('\n');
            width = 0;
        } else if width > 0 {
            text.push(' ');
            width += 1;
        }
        text.push_str(word);
        width += length;
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use naftiko_codegen::finding::Code;

    use super::{explanation, line};

    #[test]
    fn one_line_each() {
        assert_eq!(line(Code::OrphanPathParam), "orphan-path-param          warning  R33\n");
        assert_eq!(line(Code::ObjectMapping), "object-mapping             warning\n");
    }

    #[test]
    fn paragraphs() {
        for code in Code::ALL {
            let text = explanation(*code);
            assert!(text.starts_with(code.as_str()));
            assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
            assert_eq!(text.matches("\n\n").count(), 3, "{text}");
        }
    }
}
