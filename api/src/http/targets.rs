//! Performance targets as a client states them.

use domain::target::{Comparison, Dimension, PerformanceTarget, Quantity};
use poem_openapi::Object;
use validator::Validate;

use super::shape::{Shape, shown};

/// 绩效目标: one performance target.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct TargetRequest {
    /// `quantity`, `quality`, `timeliness`, `cost`, `benefit` or `satisfaction`.
    pub dimension: String,
    /// The indicator: `上线服务事项`.
    #[validate(length(max = 100))]
    pub indicator: String,
    /// `at_least`, `at_most` or `equal`.
    pub comparison: String,
    /// The figure, a decimal number with at most six decimal places: `"350"`, `"-16.5"`.
    pub value: String,
    /// The unit of measure: `项`, `%`, `元/亩`.
    #[validate(length(max = 20))]
    pub unit: String,
    /// The year by whose end it is to be met; leave out for the whole term.
    pub year: Option<u16>,
}

/// All performance targets of a subject from now on.
#[derive(Debug, Object, Validate)]
#[oai(deny_unknown_fields)]
pub struct TargetsRequest {
    /// At most 60.
    #[validate(nested)]
    pub targets: Vec<TargetRequest>,
}

const DIMENSIONS: &[&str] = &["quantity", "quality", "timeliness", "cost", "benefit", "satisfaction"];
const COMPARISONS: &[&str] = &["at_least", "at_most", "equal"];

/// The targets. What cannot be read is noted in `shape`.
pub fn read_targets(requests: Vec<TargetRequest>, shape: &mut Shape) -> Vec<PerformanceTarget> {
    let numbered = (1..).zip(requests);
    numbered.filter_map(|(number, request): (usize, _)| request.read(shape, number)).collect()
}

impl TargetRequest {
    fn read(self, shape: &mut Shape, number: usize) -> Option<PerformanceTarget> {
        let Self { dimension, indicator, comparison, value, unit, year } = self;
        let field = |name: &str| format!("targets.{number}.{name}");
        let dimension: Option<Dimension> = shape.code(&field("dimension"), &dimension, DIMENSIONS);
        let comparison: Option<Comparison> = shape.code(&field("comparison"), &comparison, COMPARISONS);
        let value = match Quantity::parse(&value) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = format!("“{}”不是有效的目标值：{error}", shown(&value));
                shape.issue(&field("value"), "not_a_quantity", message);
                None
            }
        };
        Some(PerformanceTarget {
            dimension: dimension?,
            indicator,
            comparison: comparison?,
            value: value?,
            unit,
            year,
        })
    }
}
