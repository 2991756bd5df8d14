//! Names and kinds of metrics, as semantics 16.2 has them.

use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use opentelemetry_proto::tonic::metrics::v1::{AggregationTemporality, Metric, NumberDataPoint};

use crate::coast::{Coast, attribute, coast, metrics, within};
use crate::support::{get, tool};

/// A metric as it came last.
fn last(coast: &Coast, name: &str) -> Option<Metric> {
    let resource = metrics(&coast.collector).pop()?.resource_metrics.remove(0);
    let metrics = resource.scope_metrics.into_iter().flat_map(|scope| scope.metrics);
    metrics.into_iter().find(|metric| metric.name == name)
}

fn points(metric: Metric, is_monotonic: bool) -> Vec<NumberDataPoint> {
    let Some(Data::Sum(sum)) = metric.data else { panic!("{metric:?}") };
    assert_eq!(sum.is_monotonic, is_monotonic);
    assert_eq!(sum.aggregation_temporality(), AggregationTemporality::Cumulative);
    sum.data_points
}

/// The value of the only point with these attributes.
fn value(points: &[NumberDataPoint], wanted: &[(&str, &str)]) -> Option<i64> {
    let has = |point: &&NumberDataPoint| {
        wanted.iter().all(|(key, text)| attribute(&point.attributes, key).as_deref() == Some(*text))
    };
    let mut found = points.iter().filter(has);
    let point = found.next()?;
    assert!(found.next().is_none(), "{wanted:?} is not alone");
    assert!(point.time_unix_nano >= point.start_time_unix_nano && point.start_time_unix_nano > 0);
    match point.value {
        Some(Value::AsInt(number)) => Some(number),
        _ => panic!("{point:?}"),
    }
}

#[test]
fn requests_tools_and_calls_are_counted() {
    let coast = coast(|config| config);
    for (path, status) in [("/lights/a", 200), ("/lights/a", 200), ("/lights/gone", 502)] {
        assert_eq!(get(coast.rest, path).status, status);
    }
    assert_eq!(tool(coast.mcp, "get-light", "{}")["isError"], true);
    let get_light = ("naftiko.operation.id", "/lights/{light} GET");
    let rest = ("naftiko.adapter.type", "rest");
    let tool = [("naftiko.adapter.type", "mcp"), ("naftiko.operation.id", "get-light")];
    let total = within(|| {
        let total = points(last(&coast, "naftiko.request.total")?, true);
        value(&total, &[tool[0], tool[1], ("status", "ERROR")]).map(|_| total)
    });
    assert_eq!(value(&total, &[rest, get_light, ("status", "200")]), Some(2));
    assert_eq!(value(&total, &[rest, get_light, ("status", "502")]), Some(1));
    let found = |name| last(&coast, name).expect("a metric");
    let errors = points(found("naftiko.request.errors"), true);
    assert_eq!(value(&errors, &[get_light, ("error.type", "transport")]), Some(1));
    assert_eq!(value(&errors, &[tool[1], ("error.type", "handled_error")]), Some(1));
    let calls = points(found("naftiko.http.client.total"), true);
    let call = [("http.request.method", "GET"), ("server.address", "127.0.0.1")];
    let ended = |key, text| value(&calls, &[call[0], call[1], (key, text)]);
    assert_eq!(ended("http.response.status_code", "#200"), Some(2));
    assert_eq!(ended("error.type", "transport"), Some(1));
    let active = points(found("naftiko.capability.active"), false);
    assert_eq!(value(&active, &[("naftiko.capability", "control")]), Some(1));
    for name in ["naftiko.request.duration.seconds", "naftiko.http.client.duration.seconds"] {
        let metric = found(name);
        assert_eq!(metric.unit, "s");
        let Some(Data::Histogram(histogram)) = metric.data else { panic!("{name}") };
        assert_eq!(histogram.aggregation_temporality(), AggregationTemporality::Cumulative);
        let point = histogram.data_points.iter().find(|point| point.count == 3).expect(name);
        assert_eq!(point.bucket_counts.len(), point.explicit_bounds.len() + 1);
        assert_eq!(point.bucket_counts.iter().sum::<u64>(), 3);
        assert!(point.explicit_bounds.is_sorted() && point.explicit_bounds[0] < 0.001);
        assert!(point.sum.is_some_and(|sum| sum > 0.0 && sum < 10.0));
    }
}

#[test]
fn what_every_worker_has_counted_is_sent_at_the_end() {
    let later = "3600000";
    let coast = coast(|mut config| {
        config.limits.workers = 4;
        let config = config.set("OTEL_BSP_SCHEDULE_DELAY", later);
        config.set("OTEL_METRIC_EXPORT_INTERVAL", later)
    });
    for _ in 0..40 {
        assert_eq!(get(coast.rest, "/lights/a").status, 200);
    }
    assert!(coast.collector.seen().is_empty());
    let Coast { server, collector, .. } = coast;
    assert!(server.stop());
    assert_eq!(crate::coast::spans(&collector).len(), 80);
    let request = metrics(&collector).pop().expect("metrics").resource_metrics.remove(0);
    let total = request.scope_metrics[0].metrics.iter();
    let total = total.clone().find(|metric| metric.name == "naftiko.request.total");
    let total = points(total.expect("a metric").clone(), true);
    assert_eq!(value(&total, &[("status", "200")]), Some(40));
}
