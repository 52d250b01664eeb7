//! Plausible values of a return type, as cargo-mutants 27 chooses them (`src/fnvalue.rs` there).

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{GenericArgument, Ident, Path, PathArguments, ReturnType, Type, TypeParamBound};

/// What a function's body is replaced by.
pub enum Values {
    /// One of these is returned at once.
    Of(Vec<String>),
    /// The items of `impl Iterator`: none.
    NoItems,
}

/// Returns the values for a function that returns this.
pub fn of_return(output: &ReturnType) -> Values {
    match output {
        ReturnType::Default => Values::Of(vec!["()".to_owned()]),
        ReturnType::Type(_, ty) => match &**ty {
            Type::ImplTrait(one) if one.bounds.iter().any(is_iterator) => Values::NoItems,
            ty => Values::Of(of_type(ty).iter().map(ToString::to_string).collect()),
        },
    }
}

fn is_iterator(bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(one) if ends_with(&one.path, "Iterator"))
}

fn of_type(ty: &Type) -> Vec<TokenStream> {
    match ty {
        Type::Path(one) => of_path(&one.path),
        Type::Paren(one) => of_type(&one.elem),
        Type::Array(array) => {
            let length = &array.len;
            of_type(&array.elem).into_iter().map(|value| quote!([#value; #length])).collect()
        }
        Type::Reference(reference) => match &*reference.elem {
            Type::Path(one) if one.path.is_ident("str") && reference.mutability.is_none() => {
                of_path(&one.path)
            }
            Type::Slice(slice) => {
                let one = of_type(&slice.elem).into_iter().map(|value| quote!(Vec::leak(vec![#value])));
                [quote!(Vec::leak(Vec::new()))].into_iter().chain(one).collect()
            }
            elem => of_type(elem).into_iter().map(|value| quote!(Box::leak(Box::new(#value)))).collect(),
        },
        Type::Tuple(tuple) => {
            let mut rows = vec![Vec::new()];
            for elem in &tuple.elems {
                let values = of_type(elem);
                rows = rows
                    .into_iter()
                    .flat_map(|row| {
                        values.iter().map(move |value| [row.as_slice(), &[value.clone()]].concat())
                    })
                    .collect();
            }
            rows.into_iter()
                .map(|row| if row.len() == 1 { quote!((#(#row)*,)) } else { quote!((#(#row),*)) })
                .collect()
        }
        Type::Never(_) | Type::ImplTrait(_) => Vec::new(),
        _ => vec![quote!(Default::default())],
    }
}

fn of_path(path: &Path) -> Vec<TokenStream> {
    let is = |names: &[&str]| names.iter().any(|name| path.is_ident(name));
    let arguments = arguments(path);
    let name = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let each =
        |ty: &Type, one: fn(TokenStream) -> TokenStream| of_type(ty).into_iter().map(one).collect::<Vec<_>>();
    match (name.as_str(), arguments.as_slice()) {
        _ if is(&["bool"]) => vec![quote!(true), quote!(false)],
        _ if is(&["String"]) => vec![quote!(String::new()), quote!("xyzzy".into())],
        _ if is(&["str"]) => vec![quote!(""), quote!("xyzzy")],
        _ if is(&["u8", "u16", "u32", "u64", "u128", "usize"]) => vec![quote!(0), quote!(1)],
        _ if is(&["i8", "i16", "i32", "i64", "i128", "isize"]) => vec![quote!(0), quote!(1), quote!(-1)],
        _ if is(&["f32", "f64"]) => vec![quote!(0.0), quote!(1.0), quote!(-1.0)],
        (name, _) if name.starts_with("NonZeroU") => vec![quote!(1.try_into().unwrap())],
        ("NonZero", [_]) => vec![quote!(1.try_into().unwrap())],
        ("Result", []) => vec![quote!(Ok(Default::default()))],
        ("Result", [ok, ..]) => each(ok, |value| quote!(Ok(#value))),
        ("Option", [some]) => {
            [quote!(None)].into_iter().chain(each(some, |value| quote!(Some(#value)))).collect()
        }
        ("Vec", [item]) => {
            [quote!(vec![])].into_iter().chain(each(item, |value| quote!(vec![#value]))).collect()
        }
        ("Cow", [borrowed]) => of_type(borrowed)
            .into_iter()
            .flat_map(|value| [quote!(Cow::Borrowed(#value)), quote!(Cow::Owned(#value.to_owned()))])
            .collect(),
        ("Box" | "Cell" | "RefCell" | "Arc" | "Rc" | "Mutex", [inner]) => {
            let name = last(path);
            of_type(inner).into_iter().map(|value| quote!(#name::new(#value))).collect()
        }
        ("BTreeMap" | "HashMap", [key, value]) => {
            let name = last(path);
            let values = of_type(value);
            let pairs = of_type(key)
                .into_iter()
                .flat_map(|key| values.iter().map(move |value| quote!([(#key, #value)])).collect::<Vec<_>>())
                .map(|pairs| quote!(#name::from_iter(#pairs)));
            [quote!(#name::new())].into_iter().chain(pairs).collect()
        }
        (_, [inner]) => {
            let name = last(path);
            let of = |value| {
                [quote!(#name::from_iter([#value])), quote!(#name::new(#value)), quote!(#name::from(#value))]
            };
            [quote!(#name::new())].into_iter().chain(of_type(inner).into_iter().flat_map(of)).collect()
        }
        _ => vec![quote!(Default::default())],
    }
}

fn last(path: &Path) -> Option<&Ident> {
    path.segments.last().map(|segment| &segment.ident)
}

/// The types among the path's last arguments.
fn arguments(path: &Path) -> Vec<Type> {
    let Some(PathArguments::AngleBracketed(list)) = path.segments.last().map(|segment| &segment.arguments)
    else {
        return Vec::new();
    };
    let types = list.args.iter().filter_map(|one| match one {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    });
    types.collect()
}

pub fn ends_with(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident == name)
}

/// Returns the tokens as a person writes them, nearly.
pub fn shown(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let mut out = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (wide, narrow) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" , ", ", "),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" . ", "."),
        ("! (", "!("),
        (" ;", ";"),
        ("[ ", "["),
        (" ]", "]"),
        (" !(", "!("),
        (" ? ", "?"),
        ("vec ! [", "vec!["),
        (" .. =", "..="),
        (" ..= ", "..="),
    ] {
        out = out.replace(wide, narrow);
    }
    out
}
