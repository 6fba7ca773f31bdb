//! A value as a sealed column holds it.

use std::fmt::{self, Display};
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef};
use sqlx::{Decode, Encode, Postgres, Type};

use super::{Column, Keyring, Purpose, Unopened};

/// A sealed `T` in a `bytea`.
pub struct Sealed<T> {
    bytes: Vec<u8>,
    value: PhantomData<fn() -> T>,
}

impl<T> Sealed<T> {
    pub(super) const fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            value: PhantomData,
        }
    }
}

impl<T> Sealed<T> {
    /// As it is stored, for statements that store many at a time.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl<T: DeserializeOwned> Sealed<T> {
    /// Opens the value of a row of a column.
    ///
    /// # Errors
    /// [`Unopened`], when it was not sealed here, or not for this row.
    pub fn open(&self, keys: &Keyring, column: Column, row: impl Display) -> Result<T, Unopened> {
        let place = column.place(&row);
        let plain = keys.open(Purpose::Columns, &place, &self.bytes)?;
        // What serde says about it could repeat it.
        serde_json::from_slice(&plain).map_err(|_| Unopened::Misshapen(place))
    }
}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed")
    }
}

impl<T> Type<Postgres> for Sealed<T> {
    fn type_info() -> PgTypeInfo {
        <Vec<u8> as Type<Postgres>>::type_info()
    }
}

impl<'r, T> Decode<'r, Postgres> for Sealed<T> {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self::new(<Vec<u8> as Decode<Postgres>>::decode(value)?))
    }
}

impl<T> Encode<'_, Postgres> for Sealed<T> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <Vec<u8> as Encode<Postgres>>::encode_by_ref(&self.bytes, buffer)
    }
}
