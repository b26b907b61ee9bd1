"""What pages say that stand in place of a live blog, in the languages of their publishers.

Each pattern must match the whole of a title, of the first heading, or of a part of these between separators; the last
ones are looked for in the words of pages that say little.
"""

from __future__ import annotations

import re

BLOCKED = re.compile(
    r"just a moment|attention required|access (?:to this page has been |is )?denied|pardon our interruption"
    r"|are you (?:a )?(?:human|robot)|(?:please )?verify (?:that )?you are (?:a )?(?:human|not a robot)"
    r"|human verification|checking your browser|(?:robot|security|bot) (?:check|verification|checkpoint)|ddos.guard"
    r"|request (?:blocked|rejected)|you have been blocked|your access to this site has been limited.{0,30}"
    r"|unusual traffic|too many requests|rate limit(?: exceeded)?"
    r"|(?:one moment|please wait)(?:,? please)?|client challenge|vercel security checkpoint|press (?:&|and) hold.*"
    r"|making sure you['’]re (?:human|not a (?:ro)?bot)"
    r"|(?:error )?(?:40[13]|429|503)(?:\W{1,3}(?:forbidden|unauthori[sz]ed"
    r"|access denied|too many requests|error))?|forbidden"
    r"|(?:(?:503\W{1,3})?service (?:temporarily )?unavailable)"
    r"|sicherheits(?:prüfung|abfrage|check)|sind sie ein (?:mensch|roboter)|zugriff verweigert|zu viele anfragen"
    r"|vérification de sécurité(?: en cours)?|accès (?:refusé|interdit)|êtes-vous un (?:humain|robot)"
    r"|trop de requêtes|acceso (?:denegado|bloqueado|prohibido)|comprobación de seguridad|verificación de seguridad"
    r"|demasiadas solicitudes|accesso (?:negato|vietato)|verifica di sicurezza|acesso negado|verificação de segurança"
    r"|toegang geweigerd|beveiligingscontrole|odmowa dostępu|brak dostępu|dostęp zablokowany|доступ (?:запрещ[её]н"
    r"|ограничен)"
    r"|проверка безопасности|доступ заборонено|åtkomst nekad|adgang nægtet|ingen tilgang|pääsy (?:estetty|evätty)"
    r"|přístup (?:odepřen|zamítnut)|prístup zamietnutý|hozzáférés megtagadva|erişim (?:engellendi|reddedildi)"
    r"|安全验证|人机验证|访问(?:被拒绝|验证)|アクセスが拒否されました|접근이 거부되었습니다",
    re.IGNORECASE,
)
DOWN = re.compile(
    r"we(?:['’]ll| will) be (?:right )?back.*|(?:site |website |scheduled |planned "
    r"|down for |under )"
    r"{1,2}maintenance(?: mode)?|maintenance(?: mode)?|undergoing maintenance"
    r"|(?:(?:http |error )?(?:500|502|503|504|52\d)\W{1,3})?(?:internal server error|bad gateway|gateway time-?out"
    r"|backend fetch failed|(?:web server|origin) is down|service (?:temporarily )?unavailable|connection timed out)"
    r"|(?:error )?(?:500|502|503|504|52\d)(?:\W{1,3}error)?"
    r"|(?:something went wrong|application error|temporarily unavailable|technical (?:difficulties|problems))"
    r"|wartungs(?:arbeiten|modus)|wartung|technische (?:störung|probleme)|(?:site |page )?en (?:cours de )?maintenance"
    r"|(?:sitio |web |página )?en mantenimiento|(?:sito )?in manutenzione|(?:site )?em manutenção"
    r"|(?:gepland |website[- ])?onderhoud|(?:przerwa|prace) (?:techniczna|konserwacyjne|techniczne)"
    r"|(?:сайт на )?техническ(?:ом|ое|ие) (?:обслуживани[ие]|работы)|ведутся технические работы|технічні роботи"
    r"|underhåll(?: pågår)?|vedligeholdelse|vedlikehold|huoltokatko|(?:probíhá )?údržba|karbantartás|bakım(?:dayız"
    r"| çalışması)"
    r"|系统维护|网站维护中|メンテナンス中|점검 중",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"(?:this |the )?(?:content|page|site|website|service|video)? ?(?:is |are )?(?:currently )?(?:not available"
    r"|unavailable)"
    r"(?: in| to (?:visitors|users) (?:in|from)) .{0,60}|our european (?:visitors|readers) are important to us"
    r"|(?:error )?451(?:\W{1,3}(?:unavailable (?:due to|for) legal reasons|error))?"
    r"|unavailable (?:due to|for) legal reasons"
    r"|.{0,30}in ihrem land nicht verfügbar|.{0,30}pas disponible dans votre (?:pays|région)"
    r"|.{0,30}no (?:está )?disponible en (?:su|tu) (?:país|región)|.{0,30}non (?:è )?disponibile nel (?:tuo|suo) paese"
    r"|.{0,30}não (?:está )?disponível (?:no seu país|na sua região)|.{0,30}niet beschikbaar in (?:jouw|uw) land"
    r"|.{0,30}niedostępn\w+ w twoim (?:kraju|regionie)|.{0,30}недоступ\w+ в вашем (?:регионе|стране)",
    re.IGNORECASE,
)
CONSENT_TITLE = re.compile(
    r"before you continue.*|.{0,30}\bprivacy ?gate.*|cookie consent|consent|your privacy(?: choices)?"
    r"|we value your privacy|zustimmung.*|datenschutz-?einstellungen|votre vie privée"
    r"|.*\bavant de continuer|informativa sui cookie|nastavení souhlasu.*|souhlas s .{0,40}cookies",
    re.IGNORECASE,
)
NOT_FOUND = re.compile(
    r"(?:(?:http|error|erreur|fehler|errore?|fout|błąd|ошибка) )?404(?:\W{1,3}(?:page |file )?(?:not found|error))?"
    r"|(?:(?:oops|sorry|whoops|uh[- ]oh)\W{1,3})?(?:the |this |that )?(?:page|story|article) (?:(?:was |is "
    r"|could |can )?"
    r"(?:not |['’]t )(?:be )?found|can(?:no|['’])t be found|does not exist|doesn['’]t exist|unavailable"
    r"|(?:is )?no longer (?:available|exists)|isn['’]t available|has been (?:removed|deleted|unpublished)|removed)"
    r"|(?:(?:oops|sorry)\W{1,3})?we (?:can['’]t|cannot|could(?: not|n['’]t)) find (?:that|the|this) page.{0,40}"
    r"|(?:content )?not found"
    r"|(?:d(?:ie|er) (?:gesuchte )?)?(?:seite|artikel|beitrag) (?:wurde )?nicht gefunden"
    r"|(?:cette )?page (?:introuvable|non trouvée|n['’](?:existe (?:pas|plus)"
    r"|est plus disponible))|p[áa]gina no (?:encontrada|existe)"
    r"|pagina non (?:trovata|esiste)|(?:ops\W{1,3})?p[áa]gina n[ãa]o (?:encontrada|existe)"
    r"|(?:deze )?pagina (?:niet gevonden|bestaat niet(?: \(?meer\)?)?)|nie znaleziono strony"
    r"|strony nie znaleziono|(?:страница|документ) не найден[а]?|(?:сторінку|сторінка) не знайден[оа]"
    r"|sidan (?:hittades inte|finns inte|kunde inte hittas)|siden (?:blev ikke fundet|findes ikke|finnes ikke"
    r"|ble ikke funnet)|sivua ei löyt(?:ynyt|y)|stránka (?:nenalezena|nebyla nalezena|neexistuje|sa nenašla"
    r"|nebola nájdená)|az oldal nem található|sayfa bulunamadı|pagina nu (?:a fost găsită|există)"
    r"|η σελίδα δεν (?:βρέθηκε|υπάρχει)|stranica nije pronađena|страницата не (?:е намерена|съществува)"
    r"|puslapis nerastas|lapa nav atrasta|lehte ei leitud|halaman tidak ditemukan|không tìm thấy trang"
    r"|ไม่พบหน้า.{0,20}|页面不存在|找不到(?:页面|頁面|网页|網頁)|頁面不存在|ページが見つかりません.{0,6}"
    r"|페이지를 찾을 수 없습니다|الصفحة غير موجودة|صفحه یافت نشد|הדף לא נמצא|पृष्ठ नहीं मिला",
    re.IGNORECASE,
)
LOGIN_TITLE = re.compile(
    r"(?:please )?(?:log|sign) ?in\b.{0,40}|subscribe to (?:read|continue|keep).*|anmelden|einloggen"
    r"|se connecter|connexion"
    r"|(?:create|register for) (?:a |your )(?:free )?account.{0,40}|register to (?:read|continue|keep).*"
    r"|iniciar sesi[óo]n|accedi|entrar|inloggen|zaloguj(?: się)?|войти|вход|увійти|logga in|log ind|logg inn"
    r"|kirjaudu(?: sisään)?|přihlá(?:sit se|šení)|prihlásenie|bejelentkezés|autentificare|σύνδεση|giriş yap|prijava"
    r"|đăng nhập|masuk|登录|登入|ログイン|로그인|تسجيل الدخول|התחברות",
    re.IGNORECASE,
)

# ------------------------------------------------------------------------------------ in the words of brief pages

COOKIE_SIGNS = ("cookie", "ciastecz", "куки", "kakor", "informasjonskapsl", "eväste", "süti", "traceurs")
"""What the words for cookies have one of: these are found in a page's bytes in a thirtieth of the time."""

COOKIES = re.compile(r"cookie|ciastecz|файл\w{0,4} куки|\bкуки\b|\bkakor\b|informasjonskapsl|eväste|\bsüti|traceurs")
ACCEPT = re.compile(
    r"accept|akzept|zustimm|einverstanden|accepte|aceptar|acepta|accett|consens|aceitar|aceito|akkoord|toestaan|zgadzam"
    r"|akceptuj|zgod[aęy]|принять|принима|соглас|godkänn|samtyck|tillåt|godta|aksepter|samtykke|tillad|hyväks|souhlas"
    r"|súhlas|přijm|prijať|elfogad|αποδοχ|αποδέχ|kabul et|prihva[tć]|slaž|прийняти|同意|동의|موافق|הסכמ"
)
PAID_SIGNS = (
    *("subscri", "abonn", "weiterlesen mit", "suscriptor", "abbonat", "assinante", "prenumer", "subskryb", "подпис"),
    *("tilaajille", "předplatitele"),
)
"""Likewise of what is for subscribers."""

PAID = re.compile(
    r"(?:already|are you) a subscriber|(?:only for|for our) subscribers|subscribers? only|subscribe to (?:keep"
    r"|continue)"
    r"|nur für abonnent|bereits abonnent|jetzt (?:abonnieren|weiterlesen mit)|réservée? (?:aux|à nos) abonné"
    r"|déjà abonné"
    r"|(?:solo|exclusivo) para suscriptores|ya eres suscriptor|riservat[oa] agli abbonati|sei già abbonato"
    r"|exclusivo para assinantes|já é assinante|(?:alleen|exclusief) voor abonnees|al abonnee"
    r"|tylko dla (?:prenumeratorów"
    r"|subskrybentów)|только (?:для подписчиков|по подписке)|för prenumeranter|redan prenumerant|kun for abonnenter"
    r"|forbeholdt abonnenter|vain tilaajille|pouze pro předplatitele"
)
OVER = re.compile(
    r"live ?(?:blog|ticker|coverage)? (?:has (?:now )?(?:moved|ended|closed|finished)|is (?:now )?(?:closed"
    r"|over|finished))"
    r"|we have (?:now )?closed this live ?blog|(?:live-?)?ticker ist (?:jetzt )?(?:beendet|geschlossen|zu ende)"
    r"|(?:ce )?direct est (?:maintenant |désormais )?(?:terminé|clos)|directo ha (?:terminado|finalizado)"
    r"|diretta (?:è |si è )(?:terminata|conclusa)|liveblog is (?:nu )?(?:gesloten|afgelopen)"
    r"|relacja (?:została )?zakończona"
    r"|онлайн (?:завершен|окончен)"
)
