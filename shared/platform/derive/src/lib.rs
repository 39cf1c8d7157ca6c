//! `#[derive(FromEnv)]`, documented at the trait in `platform`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, Field, Fields, Ident, LitStr, Result, Token, Type,
    parse::{Parse, ParseStream},
    parse_macro_input,
};

#[proc_macro_derive(FromEnv, attributes(env))]
pub fn from_env(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    implementation(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn implementation(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "FromEnv can only be derived for a struct"));
    };
    let value = match &data.fields {
        Fields::Unit => quote!(Self),
        Fields::Named(fields) => {
            let fields = fields.named.iter().map(assignment).collect::<Result<Vec<_>>>()?;
            quote!(Self { #(#fields),* })
        }
        Fields::Unnamed(fields) => return Err(Error::new_spanned(fields, "FromEnv needs fields with names")),
    };
    let name = &input.ident;
    Ok(quote! {
        impl ::platform::FromEnv for #name {
            fn from_env(env: &::platform::Env) -> ::std::result::Result<Self, ::platform::ConfigError> {
                ::std::result::Result::Ok(#value)
            }
        }
    })
}

fn assignment(field: &Field) -> Result<TokenStream> {
    let name = &field.ident;
    let source = field.attrs.iter().find(|it| it.path().is_ident("env")).map(Attribute::parse_args).transpose()?;
    let value = match source {
        None => quote!(::platform::FromEnv::from_env(env)?),
        Some(Source::Default) => quote!(::std::default::Default::default()),
        Some(Source::Sdk) => {
            let client = &field.ty;
            quote!(<#client>::new(&env.sdk))
        }
        Some(Source::Setting { name, default: Some(default) }) => quote!(env.config.parsed(#name, #default)?),
        Some(Source::Setting { name, default: None }) if is_option(&field.ty) => quote!(env.config.get(#name)),
        Some(Source::Setting { name, default: None }) => quote!(env.config.required(#name)?),
    };
    Ok(quote!(#name: #value))
}

/// The argument of `#[env(…)]`.
enum Source {
    Setting { name: LitStr, default: Option<Expr> },
    Default,
    Sdk,
}

impl Parse for Source {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(LitStr) {
            let name = input.parse()?;
            let default = if input.parse::<Option<Token![,]>>()?.is_some() {
                expect_default(input)?;
                input.parse::<Token![=]>()?;
                Some(input.parse()?)
            } else {
                None
            };
            return Ok(Self::Setting { name, default });
        }
        let word: Ident = input.parse()?;
        match word.to_string().as_str() {
            "default" => Ok(Self::Default),
            "sdk" => Ok(Self::Sdk),
            _ => Err(Error::new(word.span(), "expected the name of a setting, `default` or `sdk`")),
        }
    }
}

fn expect_default(input: ParseStream<'_>) -> Result<()> {
    let word: Ident = input.parse()?;
    if word == "default" { Ok(()) } else { Err(Error::new(word.span(), "expected `default`")) }
}

fn is_option(kind: &Type) -> bool {
    matches!(kind, Type::Path(path) if path.path.segments.last().is_some_and(|it| it.ident == "Option"))
}
