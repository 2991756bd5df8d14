//! `naftiko new`.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use clap::Args;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser as _;
use naftiko_codegen::package::shell_word;

use super::{Exit, complain, print};

/// Documents to begin with.
#[derive(Clone)]
struct Template {
    name: &'static str,
    text: &'static str,
    /// Set if it can be served without any key.
    is_open: bool,
}

const TEMPLATES: &[Template] = &[
    Template::new("weather", include_str!("../../templates/weather.yaml"), true),
    Template::new("github", include_str!("../../templates/github.yaml"), false),
    Template::new("gateway", include_str!("../../templates/gateway.yaml"), false),
    Template::new("handbook", include_str!("../../templates/handbook.yaml"), true),
];

impl Template {
    const fn new(name: &'static str, text: &'static str, is_open: bool) -> Self {
        Self { name, text, is_open }
    }
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  naftiko new weather
  naftiko new ships --example gateway")]
pub(super) struct NewArguments {
    /// Name of the capability, and of its folder
    #[arg(value_name = "NAME")]
    name: String,
    /// What to begin with: an API without a key, one with, a gateway, texts and prompts
    #[arg(long, value_name = "EXAMPLE", default_value = "weather", value_parser = template())]
    example: Template,
}

fn template() -> impl clap::builder::TypedValueParser<Value = Template> {
    PossibleValuesParser::new(TEMPLATES.iter().map(|one| one.name)).map(|name| {
        let found = TEMPLATES.iter().find(|one| one.name == name);
        found.unwrap_or(&TEMPLATES[0]).clone()
    })
}

pub(super) fn run(arguments: &NewArguments) -> Exit {
    let NewArguments { name, example } = arguments;
    if let Err(problem) = legal(name) {
        complain(problem);
        return Exit::Misuse;
    }
    match write(Path::new(name), name, example) {
        Ok(()) => print(&next_steps(name, example.is_open)),
        Err(problem) => {
            complain(problem);
            Exit::Misuse
        }
    }
}

/// The name becomes that of a file, a crate, a program and variables.
fn legal(name: &str) -> Result<(), String> {
    let is_legal = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        && name.len() <= 64;
    if is_legal {
        return Ok(());
    }
    Err(format!(
        "`{name}` cannot be the name of a capability: use up to 64 letters, digits, `-` and `_`, and begin with a letter"
    ))
}

/// Makes the folder with all that is in it, or nothing.
fn write(folder: &Path, name: &str, template: &Template) -> Result<(), String> {
    let shown = folder.display();
    fs::create_dir(folder).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            format!("{shown} is there already: choose another name, or move it away")
        }
        _ => format!("{shown}: {error}"),
    })?;
    let document = format!("{name}.yaml");
    let files = [
        (document.as_str(), template.text.replace("FILE", &document)),
        ("README.md", readme(name)),
    ];
    let written = files.iter().try_for_each(|(file, text)| put(&folder.join(file), text));
    written.map_err(|error| {
        let _ = fs::remove_dir_all(folder);
        format!("{shown}: {error}")
    })
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn readme(name: &str) -> String {
    format!(
        "# {name}\n\n`{name}.yaml` says what is consumed and what is exposed of it.\n\n```sh\n\
         naftiko serve {name}.yaml --watch --mock   # serves it, and anew after each change\n\
         naftiko check {name}.yaml                  # what is wrong with it\n\
         naftiko build {name}.yaml -o {name}        # one program that serves it\n```\n"
    )
}

/// A mock answers with requests, so that what can be served for real is.
fn next_steps(name: &str, is_open: bool) -> String {
    let document = shell_word(&Path::new(name).join(format!("{name}.yaml")));
    let (mock, more) = if is_open {
        ("", "without network, add `--mock`")
    } else {
        ("--mock ", "for real, set what it names as variables and leave out `--mock`")
    };
    format!(
        "made {document}\nserve it, and anew after each change:\n  naftiko serve --watch {mock}{document}\n\
         {more}; one program of it:\n  naftiko build {document} -o {name}/{name}\n"
    )
}

#[cfg(test)]
mod tests {
    use naftiko_codegen::finding::Verdict;
    use naftiko_codegen::text::Source;
    use naftiko_codegen::{Options, check};

    use super::{TEMPLATES, legal};

    #[test]
    fn every_template_compiles_without_a_word() {
        for template in TEMPLATES {
            let source = Source::new(template.name, template.text.to_owned());
            let report = check(&source, &Options::default());
            let told = report.findings.iter().filter(|finding| finding.code.is_told());
            let told: Vec<&str> = told.map(|finding| finding.message.as_str()).collect();
            assert!(told.is_empty(), "{}: {told:?}", template.name);
            assert_eq!(report.verdict, Verdict::Compile, "{}", template.name);
        }
    }

    #[test]
    fn names() {
        for name in ["shop", "a1", "my-shop_2"] {
            assert!(legal(name).is_ok(), "{name}");
        }
        for name in ["", "1a", "a/b", "../a", "a b", "ä", "-a", &"a".repeat(65)] {
            assert!(legal(name).is_err(), "{name}");
        }
    }
}
