//! What stands around every page.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use crate::account::api::SignOut;
use crate::language::LanguageSwitch;
use crate::session::{self, Who};
use crate::suspend::suspend;
use crate::{paths, tr};

/// Name of the platform, language, and who is signed in.
#[component]
pub fn Header() -> impl IntoView {
    let surroundings = session::current().data;
    view! {
        <header class="header">
            <div class="header__inner">
                <a class="header__name" href=paths::HOME>
                    // A space of the same height until the name is known.
                    <Transition fallback=|| "\u{a0}">
                        {move || suspend(async move { surroundings.await.platform })}
                    </Transition>
                </a>
                <nav class="header__nav" aria-label=tr!("page.header.nav")>
                    <Transition fallback=|| "\u{a0}">
                        {move || suspend(async move { view! { <WhoLinks who=surroundings.await.who/> } })}
                    </Transition>
                </nav>
                <LanguageSwitch/>
            </div>
        </header>
    }
}

#[component]
fn WhoLinks(who: Who) -> impl IntoView {
    match who {
        Who::Visitor => view! {
            <a href=paths::STATUS class="header__link">{tr!("home.status.title")}</a>
            <a href=paths::SIGN_IN class="header__link">{tr!("layout.sign_in")}</a>
        }
        .into_any(),
        Who::Applicant { user_name } => view! {
            <a href=paths::ACCOUNT class="header__link">{tr!("layout.account")}</a>
            <SignedIn user_name own=None/>
        }
        .into_any(),
        Who::Staff {
            user_name,
            may_serve,
            is_administrator,
        } => view! {
            <a href=paths::QUEUE class="header__link">{tr!("page.header.queue")}</a>
            {may_serve.then(|| view! {
                <a href=paths::FIGURES class="header__link" data-action="figures">{tr!("page.header.figures")}</a>
                <a href=paths::ACCOUNTS class="header__link" data-action="accounts">{tr!("page.header.service")}</a>
            })}
            {is_administrator.then(|| view! {
                <a href=paths::SETTINGS class="header__link">{tr!("page.header.settings")}</a>
            })}
            <SignedIn user_name own=Some(paths::STAFF_ACCOUNT)/>
        }
        .into_any(),
    }
}

/// Whose session it is, and the way out: a plain form, so that nothing of the session stays in
/// the memory of the page.
#[component]
fn SignedIn(
    user_name: String,
    /// Their own page, where no other link leads to it.
    own: Option<&'static str>,
) -> impl IntoView {
    let who = view! {
        <span class="visually-hidden">{tr!("page.header.signed_in_as")} " "</span>
        <bdi data-user-name="">{user_name}</bdi>
    };
    view! {
        <div class="header__self">
            {match own {
                Some(own) => view! {
                    <a href=own class="header__link header__who" data-action="own-page">{who}</a>
                }
                .into_any(),
                None => view! { <span class="header__who">{who}</span> }.into_any(),
            }}
            <form class="header__sign-out" method="post" action=SignOut::url()>
                <button class="header__button" type="submit" data-action="sign-out">{tr!("layout.sign_out")}</button>
            </form>
        </div>
    }
}

/// Who runs this, where its mails come from, and that a demo is a demo.
#[component]
pub fn Footer() -> impl IntoView {
    let surroundings = session::current().data;
    view! {
        <footer class="footer">
            <div class="footer__inner">
                <Transition fallback=|| "\u{a0}">
                    {move || suspend(async move {
                        let surroundings = surroundings.await;
                        view! {
                            {surroundings.demo.then(|| view! {
                                <p class="banner banner--info" data-demo="">
                                    {tr!("layout.footer_demo")} " "
                                    // A plain route: the router must leave it alone.
                                    <a href="/outbox" rel="external">{tr!("layout.outbox")}</a>
                                </p>
                            })}
                            {(!surroundings.sender.is_empty()).then(|| view! {
                                <p class="footer__line">{tr!("page.footer.sender", address = surroundings.sender)}</p>
                            })}
                        }
                    })}
                </Transition>
                <ul class="footer__links">
                    <li><a href=paths::STATUS>{tr!("home.status.title")}</a></li>
                    // Staff who are signed in have no use for their door.
                    <Transition fallback=|| ()>
                        {move || suspend(async move {
                            let is_staff = matches!(surroundings.await.who, Who::Staff { .. });
                            (!is_staff).then(|| view! {
                                // Their pages have texts of their own: loaded like a first page.
                                <li><a href=paths::STAFF_SIGN_IN rel="external">{tr!("page.footer.staff")}</a></li>
                            })
                        })}
                    </Transition>
                </ul>
            </div>
        </footer>
    }
}

/// Where the title of a page is read out that came in the place of another.
#[component]
pub fn Announcement() -> impl IntoView {
    view! { <p id=ANNOUNCEMENT class="visually-hidden" role="status"></p> }
}

/// Id of that place.
pub const ANNOUNCEMENT: &str = "arrived";
