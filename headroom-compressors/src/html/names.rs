//! The elements of HTML that are told apart.

macro_rules! names {
    ($($name:ident $text:literal),* $(,)?) => {
        /// The name of an element.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Name {
            $($name,)*
            /// Any other.
            Other,
        }

        impl Name {
            /// All names, sorted.
            const ALL: &[(&[u8], Self)] = &[$(($text.as_bytes(), Self::$name)),*];
        }
    };
}

names! {
    A "a", Address "address", Article "article", Aside "aside", Audio "audio", B "b", Base "base",
    Blockquote "blockquote", Body "body", Br "br", Button "button", Canvas "canvas", Caption "caption",
    Center "center", Code "code", Col "col", Dd "dd", Details "details", Dialog "dialog", Div "div", Dl "dl",
    Dt "dt", Embed "embed", Fieldset "fieldset", Figcaption "figcaption", Figure "figure", Footer "footer",
    Form "form", H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6", Head "head", Header "header",
    Hgroup "hgroup", Hr "hr", Html "html", Iframe "iframe", Img "img", Input "input", Label "label",
    Legend "legend", Li "li", Link "link", Main "main", Menu "menu", Meta "meta", Nav "nav",
    Noscript "noscript", Object "object", Ol "ol", Optgroup "optgroup", Option "option", P "p", Param "param",
    Picture "picture", Pre "pre", Script "script", Section "section", Select "select", Source "source",
    Span "span", Style "style", Summary "summary", Svg "svg", Table "table", Tbody "tbody", Td "td",
    Template "template", Textarea "textarea", Tfoot "tfoot", Th "th", Thead "thead", Time "time",
    Title "title", Tr "tr", Track "track", Ul "ul", Video "video", Wbr "wbr",
}

impl Name {
    /// The name that is written so, in any case.
    pub(super) fn of(written: &str) -> Self {
        let mut lower = [0; 10];
        let Some(lower) = lower.get_mut(..written.len()) else { return Self::Other };
        lower.copy_from_slice(written.as_bytes());
        lower.make_ascii_lowercase();
        let found = Self::ALL.binary_search_by(|(name, _)| (*name).cmp(lower));
        found.ok().and_then(|at| Self::ALL.get(at)).map_or(Self::Other, |(_, name)| *name)
    }

    /// Whether elements of the name have no content.
    pub(super) const fn is_void(self) -> bool {
        use Name::{Base, Br, Col, Embed, Hr, Img, Input, Link, Meta, Param, Source, Track, Wbr};
        matches!(
            self,
            Base | Br | Col | Embed | Hr | Img | Input | Link | Meta | Param | Source | Track | Wbr
        )
    }

    /// Whether it starts a line of its own, and ends an open paragraph.
    pub(super) const fn is_block(self) -> bool {
        use Name::{
            Address, Article, Aside, Blockquote, Body, Center, Dd, Details, Dialog, Div, Dl, Dt,
            Fieldset, Figcaption, Figure, Footer, Form, Header, Hgroup, Hr, Li, Main, Menu, Nav,
            Ol, P, Pre, Section, Summary, Table, Ul,
        };
        self.heading().is_some()
            || matches!(
                self,
                Address
                    | Article
                    | Aside
                    | Blockquote
                    | Body
                    | Center
                    | Dd
                    | Details
                    | Dialog
                    | Div
                    | Dl
                    | Dt
                    | Fieldset
                    | Figcaption
                    | Figure
                    | Footer
                    | Form
                    | Header
                    | Hgroup
                    | Hr
                    | Li
                    | Main
                    | Menu
                    | Nav
                    | Ol
                    | P
                    | Pre
                    | Section
                    | Summary
                    | Table
                    | Ul
            )
    }

    /// Whether text on both sides of its tags belongs to different lines.
    pub(super) const fn parts_text(self) -> bool {
        use Name::{Br, Caption, Html, Legend, Option, Tbody, Td, Tfoot, Th, Thead, Title, Tr};
        self.is_block()
            || matches!(self, Br | Caption | Html | Legend | Option | Title)
            || matches!(self, Tbody | Td | Tfoot | Th | Thead | Tr)
    }

    /// Whether it is filled in or pressed.
    pub(super) const fn is_control(self) -> bool {
        matches!(self, Self::Button | Self::Input | Self::Select | Self::Textarea)
    }

    /// The level of a heading, 1 to 6.
    pub(super) const fn heading(self) -> Option<usize> {
        match self {
            Self::H1 => Some(1),
            Self::H2 => Some(2),
            Self::H3 => Some(3),
            Self::H4 => Some(4),
            Self::H5 => Some(5),
            Self::H6 => Some(6),
            _ => None,
        }
    }

    pub(super) const fn is_of_table(self) -> bool {
        use Name::{Caption, Table, Tbody, Td, Tfoot, Th, Thead, Tr};
        matches!(self, Caption | Table | Tbody | Td | Tfoot | Th | Thead | Tr)
    }

    /// The elements that end where one of this name begins, and those beyond which none ends.
    pub(super) const fn ends(self) -> (&'static [Self], &'static [Self]) {
        use Name::{
            Body, Caption, Dd, Dl, Dt, Head, Li, Menu, Ol, Optgroup, Option, Select, Table, Tbody,
            Td, Tfoot, Th, Thead, Tr, Ul,
        };
        match self {
            Body => (&[Head], &[]),
            Li => (&[Li], &[Ul, Ol, Menu, Td, Th]),
            Dt | Dd => (&[Dt, Dd], &[Dl, Td, Th]),
            Option => (&[Option], &[Select]),
            Optgroup => (&[Option, Optgroup], &[Select]),
            Td | Th => (&[Td, Th, Caption], &[Tr, Table]),
            Tr => (&[Tr, Caption], &[Table]),
            Tbody | Thead | Tfoot => (&[Tbody, Thead, Tfoot, Caption], &[Table]),
            _ => (&[], &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(Name::ALL.is_sorted_by_key(|(name, _)| *name));
        assert_eq!(Name::of("BlockQuote"), Name::Blockquote);
        assert_eq!(Name::of("my-element"), Name::Other);
    }
}
