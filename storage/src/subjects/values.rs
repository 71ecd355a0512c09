//! How values of facts are written into text columns.

use chrono::NaiveDate;
use domain::classification::{Application, DistrictMoney, ObjectKind, ProjectClass, UnitKind};
use domain::money::{Money, Share};
use serde::Serialize;
use serde::de::value::{Error as NameError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

use crate::error::StoreError;

/// A value that can be a fact.
pub(super) trait FactValue: Sized {
    /// The value as text.
    fn write(&self) -> Result<String, StoreError>;
    /// The value of a text that [`write`](Self::write) wrote.
    fn read(text: &str) -> Result<Self, StoreError>;
}

macro_rules! by_name {
    ($($type:ty),+) => {$(
        impl FactValue for $type {
            fn write(&self) -> Result<String, StoreError> {
                name_of(self)
            }

            fn read(text: &str) -> Result<Self, StoreError> {
                named(text)
            }
        }
    )+};
}

by_name!(ObjectKind, Application, ProjectClass, UnitKind, DistrictMoney);

impl FactValue for Money {
    fn write(&self) -> Result<String, StoreError> {
        Ok(self.fen().to_string())
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        text.parse().map(Self::from_fen).map_err(|_| unreadable(text))
    }
}

impl FactValue for Share {
    fn write(&self) -> Result<String, StoreError> {
        Ok(self.basis_points().to_string())
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        text.parse().ok().and_then(Self::from_basis_points).ok_or_else(|| unreadable(text))
    }
}

impl FactValue for bool {
    fn write(&self) -> Result<String, StoreError> {
        Ok(self.to_string())
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        text.parse().map_err(|_| unreadable(text))
    }
}

impl FactValue for NaiveDate {
    fn write(&self) -> Result<String, StoreError> {
        Ok(self.to_string())
    }

    fn read(text: &str) -> Result<Self, StoreError> {
        text.parse().map_err(|_| unreadable(text))
    }
}

/// The name of a value of a closed list, the same as in JSON.
pub(crate) fn name_of(value: &impl Serialize) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        other => Err(StoreError::corrupt(format!("a value has no name: {other:?}"))),
    }
}

/// The value with this name.
pub(crate) fn named<T: DeserializeOwned>(name: &str) -> Result<T, StoreError> {
    let deserializer: StrDeserializer<'_, NameError> = name.into_deserializer();
    T::deserialize(deserializer).map_err(|_| unreadable(name))
}

/// A list that is kept in one column, as JSON.
pub(super) fn write_list<T: Serialize>(list: &[T]) -> Result<String, StoreError> {
    serde_json::to_string(list).map_err(|_| StoreError::corrupt("a list has no JSON form"))
}

/// A list as it was before [`write_list`].
pub(super) fn read_list<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, StoreError> {
    serde_json::from_str(text).map_err(|_| unreadable(text))
}

/// A count, version or number as the database keeps it.
pub(crate) fn write_number(number: impl TryInto<i64>) -> Result<i64, StoreError> {
    number.try_into().map_err(|_| StoreError::corrupt("a number is too large for the database"))
}

/// A number as it was before [`write_number`].
pub(crate) fn read_number<N: TryFrom<i64>>(number: i64) -> Result<N, StoreError> {
    N::try_from(number).map_err(|_| unreadable(&number.to_string()))
}

pub(super) fn unreadable(text: &str) -> StoreError {
    StoreError::corrupt(format!("{text:?} is none of the values that the column can have"))
}
