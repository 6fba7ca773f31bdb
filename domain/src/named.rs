//! Enums whose variants have names in rows, forms, addresses and texts.

/// Writes an enum, `ALL` in the order of its variants, `id`, and `parse`, which reads an id back.
///
/// ```
/// domain::named! {
///     /// Which way.
///     #[derive(Clone, Copy, Debug, PartialEq)]
///     pub enum Turn {
///         /// To the left.
///         Left = "left",
///         /// To the right.
///         Right = "right",
///     }
/// }
/// assert_eq!(Turn::ALL.map(Turn::id), ["left", "right"]);
/// assert_eq!(Turn::parse("right"), Some(Turn::Right));
/// assert_eq!(Turn::parse("up"), None);
/// ```
#[macro_export]
macro_rules! named {
    (
        $(#[$about:meta])*
        $vis:vis enum $name:ident {
            $($(#[$of_one:meta])* $variant:ident = $id:literal),+ $(,)?
        }
    ) => {
        $(#[$about])*
        $vis enum $name {
            $($(#[$of_one])* $variant,)+
        }

        impl $name {
            /// All of them, in their order.
            pub const ALL: [Self; [$($id),+].len()] = [$(Self::$variant),+];

            /// Its name in rows, forms, addresses and texts.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)+
                }
            }

            /// Reads the name back.
            #[must_use]
            pub fn parse(id: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.id() == id)
            }
        }
    };
}
