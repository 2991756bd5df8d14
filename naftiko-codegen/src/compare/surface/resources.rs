//! Resources: what agents read.

use super::Offer;
use crate::compare::answers::compare_answers;
use crate::compare::change::{Both, Change};
use crate::compare::comparer::Comparer;
use crate::compare::pairing::Pairs;
use crate::compare::wording::{listed, quoted};
use crate::model::{File, Folder, Mcp, Resource, ResourceContent, UriPart};
use crate::text::Span;

const RESOURCE: Offer<Resource> = Offer {
    noun: "resource",
    naming: ["at ", "at "],
    unit,
    name: |resource| resource.uri.clone(),
    span: |resource| resource.span,
};

pub(super) fn compare_resources(both: Both<&Mcp>, comparer: &mut Comparer<'_>) {
    let pairs = Pairs::by(both.map(|mcp| &mcp.resources), shape);
    let renamed = pairs.successors(|old, new| old.name == new.name);
    for both in &pairs.stayed {
        comparer.enter_unit(Some(unit(both.new)));
        resource(*both, comparer);
    }
    RESOURCE.compare(&pairs, &renamed, |_| None, comparer);
}

fn unit(resource: &Resource) -> String {
    format!("resource {}", resource.uri)
}

/// The address with all its variables alike.
fn shape(resource: &Resource) -> Vec<Option<String>> {
    let part = |part: &UriPart| match part {
        UriPart::Literal(text) => Some(text.clone()),
        UriPart::Variable(_) => None,
    };
    resource.parts.iter().map(part).collect()
}

fn resource(both: Both<&Resource>, comparer: &mut Comparer<'_>) {
    let spans = both.map(|resource| resource.span);
    comparer.texts(both.map(|one| one.uri.as_str()), "name of a variable", &["uri"], spans);
    comparer.texts(both.map(|one| one.name.as_str()), "name", &["name"], spans);
    let titles = both.map(|one| one.title.as_deref().unwrap_or_default());
    comparer.texts(titles, "title", &["label", "display"], spans);
    let descriptions = both.map(|one| one.description.as_str());
    comparer.texts(descriptions, "description", &["description"], spans);
    let media = both.map(|one| one.media.as_deref().unwrap_or("nothing"));
    if media.differ() {
        let at = comparer.keys(spans, &["mimeType", "location"]);
        let message =
            format!("its media type is {}, and was {}", quoted(media.new), quoted(media.old));
        comparer.add(Change::breaking(message).at(at));
    }
    content(both, comparer);
}

fn content(both: Both<&Resource>, comparer: &mut Comparer<'_>) {
    let spans = both.map(|resource| resource.span);
    let at = comparer.keys(spans, &["location"]);
    match (&both.old.content, &both.new.content) {
        (ResourceContent::File(old), ResourceContent::File(new)) => {
            if old != new {
                comparer.add(Change::neutral("the content changed").at(at));
            }
        }
        (ResourceContent::Folder(old), ResourceContent::Folder(new)) => {
            folder(Both { old, new }, both, comparer);
        }
        (ResourceContent::Function(old), ResourceContent::Function(new)) => {
            compare_answers(Both::new(old, new), spans, comparer);
        }
        (old, new) => {
            let message = format!("it is {}, and was {}", source(new), source(old));
            comparer.add(Change::breaking(message).at(at));
        }
    }
}

fn source(content: &ResourceContent) -> &'static str {
    match content {
        ResourceContent::Function(_) => "made for each reader",
        ResourceContent::File(_) => "a file",
        ResourceContent::Folder(_) => "a folder of files",
    }
}

fn folder(both: Both<&Folder>, of: Both<&Resource>, comparer: &mut Comparer<'_>) {
    let at = comparer.keys(of.map(|resource| resource.span), &["location"]);
    if both.map(|folder| &folder.variable).differ() {
        let Both { old, new } = both.map(|folder| quoted(&folder.variable));
        let message =
            format!("the folder that is served instead is named by {new}, and was by {old}");
        comparer.add(Change::breaking(message).at(at).for_operators());
    }
    match (&both.old.files, &both.new.files) {
        (None, None) => {}
        (Some(_), None) => {
            let message = "its files are not compiled in any more: the operator names a folder";
            comparer.add(Change::breaking(message).at(at).for_operators());
        }
        (None, Some(_)) => {
            comparer.add(Change::addition("its files are compiled in").at(at).for_operators());
        }
        (Some(old), Some(new)) => files(Both::new(old, new), at, comparer),
    }
}

fn files(both: Both<&Vec<File>>, at: Both<Span>, comparer: &mut Comparer<'_>) {
    let pairs = Pairs::by(both, |file| file.path.clone());
    let paths = |files: &[&File]| listed(files.iter().map(|file| file.path.as_str()));
    if !pairs.gone.is_empty() {
        let message = format!("{} is not in the folder any more", paths(&pairs.gone));
        comparer.add(Change::breaking(message).at(at));
    }
    if !pairs.added.is_empty() {
        let message = format!("{} is in the folder now", paths(&pairs.added));
        comparer.add(Change::addition(message).at(at));
    }
    let others = pairs.stayed.iter().filter(|both| both.old != both.new);
    let others: Vec<&File> = others.map(|both| both.new).collect();
    if !others.is_empty() {
        let message = format!("the content of {} changed", paths(&others));
        comparer.add(Change::neutral(message).at(at));
    }
}
