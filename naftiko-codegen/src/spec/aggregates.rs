//! `aggregates`: functions that several surfaces share, and the units that refer to them (semantics 11).

use std::rc::Rc;

use super::fields::{Fields, Text};
use super::imports::{Imported, Missing, ReadEntries, SharedList, read_entries};
use super::key::Key;
use super::unit::{HintsSection, Referred, Unit, unit_of};
use crate::finding::{Code, Finding, Findings};
use crate::names;
use crate::text::{FileId, Span};

/// An entry of `aggregates`.
struct Aggregate<'n> {
    namespace: Option<Text>,
    functions: Vec<SharedFunction<'n>>,
    span: Span,
}

/// A function of an aggregate.
#[derive(Clone)]
struct SharedFunction<'n> {
    unit: Unit<'n>,
    semantics: Semantics,
}

/// The effects that a function says it has.
#[derive(Clone, Copy, Default)]
struct Semantics {
    safe: Option<bool>,
    idempotent: Option<bool>,
    span: Option<Span>,
}

/// A function by the name that units refer to.
struct KnownFunction<'n> {
    /// `namespace.name`
    key: String,
    namespace: String,
    function: SharedFunction<'n>,
    /// Set if a unit refers to it.
    is_used: bool,
}

/// The functions of a document.
#[derive(Default)]
pub(super) struct SharedFunctions<'n> {
    functions: Vec<KnownFunction<'n>>,
    missing: Missing,
    /// Set if a unit refers to a function that is not there, and may mean one that is.
    is_one_missed: bool,
}

impl<'n> SharedFunctions<'n> {
    /// Reads the aggregates of the root, or of the capability.
    pub(super) fn read(&mut self, fields: &mut Fields<'n, '_>, imported: &Imported<'n>) {
        let ReadEntries { read, missing } =
            read_entries(fields, SharedList::Aggregates, imported, read_aggregate);
        self.missing.extend(missing);
        for aggregate in read {
            let Some(namespace) = aggregate.namespace else {
                let message = "an aggregate without `namespace` cannot be referred to";
                fields.report(Finding::new(Code::NamespaceMissing, aggregate.span, message));
                continue;
            };
            for function in aggregate.functions {
                self.add(&namespace.value, function, fields);
            }
        }
    }

    fn add(&mut self, namespace: &str, function: SharedFunction<'n>, fields: &mut Fields<'_, '_>) {
        let span = function.unit.span;
        let Some(name) = function.unit.name.as_ref().filter(|name| !name.value.is_empty()) else {
            let message = "a function of an aggregate needs a `name`";
            fields.report(Finding::new(Code::RefInvalid, span, message));
            return;
        };
        let key = format!("{namespace}.{}", name.value);
        if self.functions.iter().any(|known| known.key == key) {
            let message = format!("there is a function `{key}` already");
            let finding = Finding::new(Code::RefInvalid, name.span, message);
            fields.report(finding.help("give each function of an aggregate a name of its own"));
            return;
        }
        let namespace = namespace.to_owned();
        self.functions.push(KnownFunction { key, namespace, function, is_used: false });
    }

    /// Puts the function in the place of the reference that `unit` has.
    pub(super) fn refer(&mut self, unit: &mut Unit<'n>, findings: &mut Findings) {
        let Some(reference) = unit.reference.clone() else { return };
        let known = self.functions.iter().position(|one| one.key == reference.value.trim());
        let Some(known) = known.and_then(|index| self.functions.get_mut(index)) else {
            unit.unsupported = true;
            self.is_one_missed = true;
            self.unknown(&reference, findings);
            return;
        };
        if let Some(other) = own_work(unit) {
            let message =
                format!("a unit with `ref` has its {other} from the function that it refers to");
            findings.push(
                Finding::new(Code::RefInvalid, reference.span, message)
                    .help(format!("remove `ref`, or `{other}`")),
            );
        }
        known.is_used = true;
        unit.take(&known.function, &known.key, &known.namespace);
    }

    /// The functions that nothing refers to, as units that refer to them; each with its name, unless it is known why.
    pub(super) fn unused(self) -> Vec<(Option<String>, Unit<'n>)> {
        let is_known = self.is_one_missed;
        let unused = self.functions.into_iter().filter(|known| !known.is_used);
        let unit = |known: KnownFunction<'n>| {
            let mut unit = Unit::empty(known.function.unit.span);
            unit.take(&known.function, &known.key, &known.namespace);
            // Who takes an aggregate of another file need not use all of it.
            let is_told = !is_known && unit.span.file == FileId::DOCUMENT;
            (is_told.then_some(known.key), unit)
        };
        unused.map(unit).collect()
    }

    fn unknown(&self, reference: &Text, findings: &mut Findings) {
        let written = reference.value.trim();
        let namespace = written.split_once('.').map_or(written, |(namespace, _)| namespace);
        if self.missing.may_be(namespace) {
            return;
        }
        let message = format!("no aggregate has a function `{written}`");
        let finding = Finding::new(Code::RefInvalid, reference.span, message);
        let known = self.functions.iter().map(|known| known.key.as_str());
        let listed: Vec<String> = known.clone().take(8).map(|key| format!("`{key}`")).collect();
        let help = match names::nearest(written, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None if listed.is_empty() => "declare it under `aggregates`".to_owned(),
            None => format!("the functions are {}", listed.join(", ")),
        };
        findings.push(finding.help(help));
    }
}

/// The key of a unit that says what it does, beside a reference that says the same.
fn own_work(unit: &Unit<'_>) -> Option<&'static str> {
    let own = [
        ("call", unit.call.is_some()),
        ("steps", !unit.steps.is_empty()),
        ("mappings", !unit.mappings.is_empty()),
    ];
    own.into_iter().find(|(_, is_there)| *is_there).map(|(key, _)| key)
}

impl<'n> Unit<'n> {
    /// Takes over what a function does; names, descriptions and hints of the unit's own stay.
    fn take(&mut self, function: &SharedFunction<'n>, key: &str, namespace: &str) {
        let SharedFunction { unit: shared, semantics } = function.clone();
        let with = std::mem::take(&mut self.with);
        let own = self.inputs.take();
        let (inputs, kept) = match own {
            // The unit gives the function its inputs, and has others itself.
            Some(own) if !with.is_empty() => (shared.inputs, Some(own)),
            Some(own) => (Some(own), None),
            None => (shared.inputs, None),
        };
        self.inputs = inputs;
        self.name = self.name.take().or(shared.name);
        self.label = self.label.take().or(shared.label);
        self.description = self.description.take().or(shared.description);
        (self.call, self.with, self.steps) = (shared.call, shared.with, shared.steps);
        self.mappings = shared.mappings;
        self.unsupported |= shared.unsupported;
        if !shared.outputs.is_empty() {
            self.outputs = shared.outputs;
        }
        self.hints = derived(self.hints, semantics);
        let (name, namespace) = (key.to_owned(), namespace.to_owned());
        self.referred = Some(Referred { name, namespace, with, inputs: kept });
        let all: Vec<_> = self.all_inputs().cloned().collect();
        if self.inputs.is_some() || !all.is_empty() {
            self.inherit(&Rc::new(all));
        }
    }
}

/// Hints of what a function says of itself, where the unit says nothing (semantics 11.3).
fn derived(own: HintsSection, semantics: Semantics) -> HintsSection {
    let is_safe = semantics.safe == Some(true);
    let of_function = own.read_only.is_none() && is_safe;
    HintsSection {
        safe: semantics.span.filter(|_| of_function),
        read_only: own.read_only.or(semantics.safe),
        destructive: own.destructive.or(is_safe.then_some(false)),
        idempotent: own.idempotent.or(semantics.idempotent),
        ..own
    }
}

fn read_aggregate<'n>(mut fields: Fields<'n, '_>) -> Option<Aggregate<'n>> {
    let namespace = fields.text(Key::Namespace);
    for key in [Key::Label, Key::Description, Key::Tags] {
        fields.node(key);
    }
    let functions = fields.named(Key::Functions, "a function of an aggregate", read_function);
    let span = fields.span;
    fields.finish();
    Some(Aggregate { namespace, functions, span })
}

fn read_function<'n>(mut fields: Fields<'n, '_>) -> Option<SharedFunction<'n>> {
    let mut unit = unit_of(&mut fields, &Rc::default());
    let semantics = fields.section(Key::Semantics).map(read_semantics).unwrap_or_default();
    if let Some(reference) = &unit.reference {
        let message = "a function of an aggregate cannot refer to another one";
        let help = "write the `call` or the `steps` of that function here";
        fields.report(Finding::new(Code::RefInvalid, reference.span, message).help(help));
        unit.unsupported = true;
    }
    fields.finish();
    Some(SharedFunction { unit, semantics })
}

fn read_semantics(mut fields: Fields<'_, '_>) -> Semantics {
    let span = fields.key_span(Key::Safe);
    let (safe, idempotent) = (fields.boolean(Key::Safe), fields.boolean(Key::Idempotent));
    let semantics = Semantics { safe, idempotent, span };
    fields.boolean(Key::Cacheable);
    fields.finish();
    semantics
}
