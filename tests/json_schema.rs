//! The official cases of JSON Schema: what the compiler reads of a schema, checked by the runtime.
//!
//! They are not part of this repository: `NAFTIKO_STANDARDS` names the folder, and
//! `cargo test --test json_schema -- --include-ignored` runs this test.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use naftiko_codegen::model::{self, Bound};
use naftiko_codegen::text::Source;
use naftiko_codegen::{Options, check};
use naftiko_runtime::codegen::{Constant, Decimal, JsonType, Type};
use naftiko_runtime::testing::flaws;
use serde_json::value::RawValue;

/// One case: its members as they are written.
struct Case(BTreeMap<String, Box<RawValue>>);

impl Case {
    fn get(&self, member: &str) -> &str {
        self.0[member].get()
    }

    fn is_core(&self) -> bool {
        self.get("level") == "\"core\""
    }

    fn is_valid(&self) -> bool {
        self.get("valid") == "true"
    }
}

fn cases() -> Vec<Case> {
    let root = std::env::var_os("NAFTIKO_STANDARDS").expect("NAFTIKO_STANDARDS names no folder");
    let file = PathBuf::from(root).join("json-schema/draft2020-12.json");
    let text = std::fs::read_to_string(file).expect("cases");
    let cases: Vec<BTreeMap<_, _>> = serde_json::from_str(&text).expect("a list of cases");
    cases.into_iter().map(Case).collect()
}

/// The type of the property `v` of a tool whose schema has it.
fn compiled(schema: &str) -> (model::Types, Option<model::TypeId>) {
    // YAML has no surrogate pairs; elsewhere the digits of numbers are kept as they are written.
    let value: serde_json::Value = serde_json::from_str(schema).expect("a schema");
    let schema = if schema.contains("\\u") { value.to_string() } else { schema.to_owned() };
    let document = format!(
        r#"{{"naftiko": "1.0.0-alpha2", "info": {{"label": "S", "description": "d"}}, "capability": {{"exposes": [
        {{"type": "mcp", "namespace": "s", "port": 9090, "transport": "http", "tools": [
        {{"name": "t", "description": "d", "content": ["ok"], "inputSchema": {{"type": "object", "properties": {{"v": {schema}}},
        "required": ["v"], "additionalProperties": false}}}}]}}]}}}}"#
    );
    let report = check(&Source::new("s.yaml", document), &Options::default());
    let capability = report.capability.unwrap_or_else(|| panic!("{schema}: {:?}", report.findings));
    let tool = capability.mcp().flat_map(|mcp| &mcp.tools).next();
    let bounds = tool.and_then(|tool| tool.function.parameters.first()?.bounds);
    (capability.types, bounds)
}

fn text(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// The constant that the emitter would write.
fn constant(json: &str) -> Constant {
    let of_raw = |raw: &RawValue| constant(raw.get());
    match json.trim_ascii().as_bytes() {
        b"null" => Constant::Null,
        b"true" => Constant::Boolean(true),
        b"false" => Constant::Boolean(false),
        [b'"', ..] => {
            Constant::String(text(&serde_json::from_str::<String>(json).expect("a text")))
        }
        [b'[', ..] => {
            let items: Vec<Box<RawValue>> = serde_json::from_str(json).expect("an array");
            Constant::Array(items.iter().map(|item| of_raw(item)).collect::<Vec<_>>().leak())
        }
        [b'{', ..] => {
            let members: BTreeMap<String, Box<RawValue>> =
                serde_json::from_str(json).expect("an object");
            let members = members.iter().map(|(name, value)| (text(name), of_raw(value)));
            Constant::Object(members.collect::<Vec<_>>().leak())
        }
        _ => Constant::Number(Decimal::parse(text(json.trim_ascii()))),
    }
}

/// The table that the emitter would write.
fn table(id: model::TypeId, types: &model::Types) -> &'static Type {
    let made = types.get(id);
    if made.is_never() {
        return &Type::NEVER;
    }
    let number =
        |bound| made.bounds.iter().find(|(known, _)| *known == bound).map(|(_, n)| text(n));
    let decimal = |bound| number(bound).and_then(Decimal::parse);
    let size = |bound| number(bound).map(|n| Bound::size(n).expect("a size") as usize);
    let kind = |kind: &model::JsonType| match kind {
        model::JsonType::Null => JsonType::Null,
        model::JsonType::Boolean => JsonType::Boolean,
        model::JsonType::Integer => JsonType::Integer,
        model::JsonType::Number => JsonType::Number,
        model::JsonType::String => JsonType::String,
        model::JsonType::Array => JsonType::Array,
        model::JsonType::Object => JsonType::Object,
        model::JsonType::Never => JsonType::Never,
    };
    let others = made.others;
    let closed = others.is_some_and(|id| types.get(id).is_never());
    let properties = made.properties.iter().map(|(name, id)| (text(name), table(*id, types)));
    Box::leak(Box::new(Type {
        kinds: made.kinds.iter().map(kind).collect::<Vec<_>>().leak(),
        values: made.values.iter().flatten().map(|one| constant(one)).collect::<Vec<_>>().leak(),
        minimum: decimal(Bound::Minimum),
        maximum: decimal(Bound::Maximum),
        exclusive_minimum: decimal(Bound::ExclusiveMinimum),
        exclusive_maximum: decimal(Bound::ExclusiveMaximum),
        multiple_of: decimal(Bound::MultipleOf),
        min_length: size(Bound::MinLength).unwrap_or(0),
        max_length: size(Bound::MaxLength),
        min_items: size(Bound::MinItems).unwrap_or(0),
        max_items: size(Bound::MaxItems),
        items: made.items.map(|id| table(id, types)),
        properties: properties.collect::<Vec<_>>().leak(),
        required: made.required.iter().map(|one| text(one)).collect::<Vec<_>>().leak(),
        others: others.filter(|_| !closed).map(|id| table(id, types)),
        closed,
    }))
}

#[test]
#[ignore = "the cases are not part of this repository"]
fn official_cases_are_answered_as_they_say() {
    let mut wrong = Vec::new();
    let (mut core, mut more) = (0, 0);
    for case in cases() {
        let (types, bounds) = compiled(case.get("schema"));
        let table = bounds.map(|id| table(id, &types));
        let found = table.map_or_else(Vec::new, |kind| flaws("v", case.get("data"), kind));
        *(if case.is_core() { &mut core } else { &mut more }) += 1;
        let must_agree = case.is_core() || case.is_valid();
        if must_agree && found.is_empty() != case.is_valid() {
            wrong.push(format!(
                "{}: {} {} {found:?}",
                case.get("name"),
                case.get("schema"),
                case.get("data")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(core > 200 && more > 50, "{core} {more}");
}
