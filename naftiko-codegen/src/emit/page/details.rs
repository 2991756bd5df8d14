//! Details: what is seen of an entry when it is opened, and on a page of its own.

use super::entry::{PageEntry, PageInput, What};
use super::html::{attribute, bdi, percent, text};
use super::snippets;
use super::words::{tree, words};

/// A description that is longer than this stands whole below its row.
const LONG: usize = 200;

/// The details of an entry; its parts have headings of this level.
pub(super) fn details(entry: &PageEntry<'_>, level: u8, address: &str) -> String {
    let heading = |name: &str| format!("<h{level} class=\"part-name\">{name}</h{level}>");
    let whole = if entry.about.chars().count() > LONG {
        format!("<p class=\"whole\">{}</p>", bdi(entry.about))
    } else {
        String::new()
    };
    format!(
        "<div class=\"entry\" id=\"{}\" data-surface=\"{}\">{whole}\
         <div class=\"part inputs\">{}{}{}{}</div>\
         <div class=\"side\"><div class=\"part request\">{}{}</div></div>\
         <div class=\"part returns\">{}{}</div></div>",
        attribute(&entry.id),
        attribute(entry.namespace),
        heading("Inputs"),
        inputs(&entry.inputs),
        steps(entry, &heading("Steps")),
        without_script(entry),
        heading("Request"),
        snippets::of_entry(entry, address),
        heading("Returns"),
        returns(entry),
    )
}

/// The details of one that has a page of its own.
pub(super) fn elsewhere(entry: &PageEntry<'_>) -> String {
    let id = attribute(&entry.id);
    format!(
        "<div class=\"entry\" id=\"{id}\" data-surface=\"{}\"><a href=\"/-/page/{id}\">Read on its own page</a></div>",
        attribute(entry.namespace)
    )
}

fn inputs(inputs: &[PageInput<'_>]) -> String {
    if inputs.is_empty() {
        return "<p class=\"none\">None.</p>".to_owned();
    }
    let rows = inputs.iter().map(|input| {
        let place = match input.place {
            "field" => "body",
            place => place,
        };
        let need = if input.required { ", required" } else { "" };
        format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{place}{need}</td><td>{}</td></tr>",
            bdi(&input.name),
            words(&input.schema),
            bdi(input.about)
        )
    });
    format!(
        "<div class=\"scroll\"><table class=\"plain\"><thead><tr><th scope=\"col\">Input</th>\
         <th scope=\"col\">Type</th><th scope=\"col\">Where</th><th scope=\"col\">Description</th></tr></thead>\
         <tbody>{}</tbody></table></div>",
        rows.collect::<String>()
    )
}

/// What is done, in the order of the document.
fn steps(entry: &PageEntry<'_>, heading: &str) -> String {
    if entry.steps.is_empty() {
        return String::new();
    }
    let rows = entry.steps.iter().map(|step| {
        let after =
            if step.after.is_empty() { "at once".to_owned() } else { step.after.join(", ") };
        format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            bdi(&step.name),
            bdi(&step.does),
            bdi(&after)
        )
    });
    format!(
        "{heading}<div class=\"scroll\"><table class=\"plain\"><thead><tr><th scope=\"col\">Step</th>\
         <th scope=\"col\">What it does</th><th scope=\"col\">After</th></tr></thead>\
         <tbody>{}</tbody></table></div>",
        rows.collect::<String>()
    )
}

/// A form that needs no script, where a browser can send the request by itself.
fn without_script(entry: &PageEntry<'_>) -> String {
    let is_sent = |input: &PageInput<'_>| input.place == "query";
    match &entry.what {
        What::Operation { route, path }
            if route.method == "GET"
                && entry.guard.is_none()
                && entry.inputs.iter().all(is_sent) =>
        {
            let fixed = route.path.conditions.iter().map(|(name, value)| {
                format!(
                    "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                    attribute(name),
                    attribute(value.as_deref().unwrap_or_default())
                )
            });
            let fields = entry.inputs.iter().enumerate().map(|(number, input)| {
                let id = format!("n-{}-{number}", attribute(&entry.id));
                let required = if input.required { " required" } else { "" };
                format!(
                    "<p><label for=\"{id}\">{}</label> <input id=\"{id}\" name=\"{}\"{required}></p>",
                    bdi(&input.name),
                    attribute(&input.name)
                )
            });
            format!(
                "<noscript><form class=\"native\" method=\"get\" action=\"/-/to/{}{}\">{}\
                 <p><button>Send GET</button></p></form></noscript>",
                percent(entry.namespace),
                attribute(path),
                fixed.chain(fields).collect::<String>()
            )
        }
        _ => "<noscript><p class=\"none\">Without script, use the curl line.</p></noscript>"
            .to_owned(),
    }
}

fn returns(entry: &PageEntry<'_>) -> String {
    if let What::Prompt = entry.what {
        return "<p><span class=\"type\">messages</span></p>".to_owned();
    }
    let media =
        entry.returns.media.as_deref().map_or_else(String::new, |media| {
            format!(" <span class=\"media\">{}</span>", text(media))
        });
    let schema = entry.returns.schema.as_ref();
    let kind = schema.map_or_else(|| "any".to_owned(), words);
    let members = schema.map_or_else(String::new, tree);
    format!("<p><span class=\"type\">{kind}</span>{media}</p>{members}")
}
