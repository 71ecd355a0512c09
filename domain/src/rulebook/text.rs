//! How a rulebook writes its numbers, so that a policy officer can read them: `"400万元"`, `"50%"`, and marks as
//! whole points (`20`) or as text with decimals (`"0.5"`). Binary fractions are refused: they are not exact.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serializer};

use crate::money::{Money, MoneyUnit, Share};
use crate::score::Score;

/// Amounts with their unit: `"400万元"`, `"0.5亿元"`, `"600元"`.
pub(super) mod amount {
    use super::*;

    pub(in super::super) fn serialize<S: Serializer>(
        amount: &Money,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(amount)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Money, D::Error> {
        let text = String::deserialize(deserializer)?;
        let units = [MoneyUnit::TenThousand, MoneyUnit::HundredMillion, MoneyUnit::Yuan];
        let (number, unit) = units
            .iter()
            .find_map(|unit| text.strip_suffix(unit.label()).map(|number| (number, *unit)))
            .ok_or_else(|| D::Error::custom(format!("金额“{text}”应写明单位，如400万元")))?;
        Money::parse(number, unit).map_err(|error| D::Error::custom(format!("金额“{text}”：{error}")))
    }
}

/// Shares as percentages: `"50%"`, `"33.33%"`.
pub(super) mod share {
    use super::*;

    pub(in super::super) fn serialize<S: Serializer>(
        share: &Share,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(share)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Share, D::Error> {
        let text = String::deserialize(deserializer)?;
        // A percentage has the digits and the range of a mark out of 100 points.
        text.strip_suffix('%')
            .and_then(|number| Score::parse(number).ok())
            .and_then(|percent| Share::from_basis_points(percent.hundredths()))
            .ok_or_else(|| D::Error::custom(format!("比例“{text}”应写成0%至100%之间的百分数，如50%")))
    }
}

/// A share that may be left out.
pub(super) mod optional_share {
    use super::*;

    pub(in super::super) fn serialize<S: Serializer>(
        share: &Option<Share>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match share {
            Some(share) => serializer.collect_str(share),
            None => serializer.serialize_none(),
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Share>, D::Error> {
        Option::<ReadableShare>::deserialize(deserializer).map(|share| share.map(|readable| readable.0))
    }

    #[derive(Deserialize)]
    struct ReadableShare(#[serde(with = "super::share")] Share);
}

/// Marks that may be left out.
pub(super) mod optional_points {
    use super::*;

    pub(in super::super) fn serialize<S: Serializer>(
        score: &Option<Score>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match score {
            Some(score) => points::serialize(score, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Score>, D::Error> {
        Option::<ReadablePoints>::deserialize(deserializer).map(|score| score.map(|readable| readable.0))
    }

    #[derive(Deserialize)]
    struct ReadablePoints(#[serde(with = "super::points")] Score);
}

/// Marks in points: `20` or `"0.5"`.
pub(super) mod points {
    use super::*;

    pub(in super::super) fn serialize<S: Serializer>(
        score: &Score,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let hundredths = score.hundredths();
        if hundredths.is_multiple_of(100) {
            serializer.serialize_u32(hundredths / 100)
        } else {
            serializer.serialize_str(&score.plain())
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Score, D::Error> {
        deserializer.deserialize_any(PointsVisitor)
    }

    struct PointsVisitor;

    impl Visitor<'_> for PointsVisitor {
        type Value = Score;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("分值：整数直接写，小数写成带引号的文字，如\"0.5\"")
        }

        fn visit_i64<E: Error>(self, points: i64) -> Result<Score, E> {
            u64::try_from(points).map_err(|_| out_of_range(points)).and_then(|points| self.visit_u64(points))
        }

        fn visit_u64<E: Error>(self, points: u64) -> Result<Score, E> {
            u32::try_from(points)
                .ok()
                .and_then(|points| points.checked_mul(100))
                .and_then(Score::from_hundredths)
                .ok_or_else(|| out_of_range(points))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Score, E> {
            Score::parse(text).map_err(|_| out_of_range(text))
        }
    }

    fn out_of_range<E: Error>(written: impl fmt::Display) -> E {
        E::custom(format!("分值“{written}”应在0至100之间，最多两位小数"))
    }
}
