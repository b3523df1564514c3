"""User agents that a crawler list gets wrong: our upstreams' own servers, and the gateways that scan links in mail.

Lower case. Data only.
"""

import re

SERVERS = (
    # libraries that send events from a server, on behalf of people
    "analytics-python", "analytics-node", "analytics-ruby", "analytics-php", "analytics-go", "analytics-java",
    "analytics.net", "analytics-rust", "segment-", "rudder-sdk", "rudderstack", "rudderanalytics", "posthog-",
    "snowplow", "mixpanel", "amplitude-", "matomo-", "mautic",
    # form tools and relays that deliver by webhook
    "typeform", "tally", "hubspot connect", "hubspot-", "gravity", "wordpress/", "google-ads-leads", "zapier",
    "make/production", "integromat", "n8n", "pipedream", "workato", "tray.io", "svix-webhooks", "hookdeck",
    # plain HTTP libraries: somebody's integration, not a browser and not a crawler
    "python-requests", "python-httpx", "python-urllib", "aiohttp", "httpx/", "okhttp", "axios/", "node-fetch", "undici",
    "got (", "go-http-client", "apache-httpclient", "java/", "java-http-client", "jersey/", "guzzlehttp", "faraday",
    "rest-client", "libwww-perl", "reqwest", "curl/", "postmanruntime", "insomnia/", "dart/", "symfony httpclient",
)  # fmt: skip
"""How such an agent starts. They carry people's own acts; a crawler list calls many of them bots."""

SCANNERS = (
    "barracuda", "mimecast", "proofpoint", "urldefense", "safelinks", "symantec", "messagelabs", "ironport",
    "fireeye", "trellix", "trendmicro", "trend micro", "sophos", "forcepoint", "websense", "fortimail", "fortiguard",
    "avanan", "zscaler", "cloudmark", "vade secure", "vaderetro", "mailinblack", "hornetsecurity", "antispam",
    "linkscanner", "link scanner", "urlscan", "virustotal", "phishtank", "netcraft",
    "microsoft office existence discovery",
)  # fmt: skip
"""What stands in the agents of mail gateways and security services: they open every link before a person does."""

NAMED = re.compile(
    r"(?<!cu)(?<!; [mbc] )(?<!; id )(?<!; id)bots?(?![a-z])|crawl|spider|slurp|scrap(?:er|ing|y)|headless|phantomjs|playwright|puppeteer|selenium|webdriver"
    r"|lighthouse|pagespeed|pingdom|uptime|monitor(?:ing)?(?![a-z])|checker|validator|archiv(?:er|ing)(?![a-z])|fetcher"
    r"|externalhit|externalagent|link ?preview|urlpreview|preview/|feed(?:burner|ly|fetch|parser|index)|indexer"
    r"|screenshot|sitebulb|probe(?![a-z])|scan(?:s|ning|ner)?(?![a-z])|synthetics?(?![a-z])|harvest|evaliant|catchpoint|dejaclick|thousandeyes|dotcom-monitor|collapsify|wayback|wget|nmap|nikto|sqlmap|zgrab|masscan"
)
"""Words that crawlers, checkers and automated browsers have in their names."""

MODEL = re.compile(r"(; android [\d.]+); (?!compatible)(?:[a-z]{2}[-_][a-z]{2}; )?[^;)(/+]{0,60}(?=\)| build/)")
"""The model of a telephone or tablet in a browser's agent, which may be called Scanner or Spider."""

SIGNED = re.compile(
    r"https?:/|\+http|\bwww\.|[\w.+-]{2,64}@[a-z0-9-]{2,63}\.[a-z]{2,24}\b|^mozilla/\d\.\d(?:$|;? (?!.*(?:webkit|gecko|firefox|chrome|safari))[^(\s])|\(khtml, like gecko; |; ?\+[a-z]"
    r"|^mozilla/5\.0 \((?![^)]*(?:windows|mac|linux|x11|android|iphone|ipad|cros|bsd|tizen|webos|playstation|nintendo|symbian|series))[^)]*\)[; ]*$"
    r"|compatible; (?! |mozilla|googletoolbar|msie|konqueror|u;|abrowse|ibrowse|amiga|windows|opera|netfront|teleca|series|blackberry|playstation|khtml)"
    r"[a-z0-9 _.-]{2,40}[;/)](?!.{0,200}(?:gecko|presto|trident))"
)
"""An address that tells where the program is from, or a name in the place of the browser's: the manners of crawlers."""

PEOPLES = re.compile(
    r"microsoft (?:office|outlook)[ /][^;)]*|outlook-(?:ios|android|express)/|peoplepal|(?<=safari/0 )whatsapp/|(?<=safari/537.36 )whatsapp/|\bslack/(?=[\d.]+ chrome/)|stumbleupon[/ .]|\bword/\d+|photon/"
    r"|embeddedwb[- ]*[\d.]* *(?:from: *)?(?:https?://(?:www\.)?bsalsa\.com/)?|telus planet internet \(http://www\.telusplanet\.net\)"
)
"""Toolbars, mail programs and old browsers of people that crawler lists take for crawlers; taken out before looking."""

BROWSERLIKE = re.compile(
    r"mozilla/|opera|applewebkit|dalvik|cfnetwork|midp|safari|browser|gecko|blackberry|nokia|samsung|ucweb|amiga|android|iphone|ipad"
    r"|firefox|chrome|crios|msie|konqueror|webkit|windows phone|netfront|lynx|w3m|links|elinks|webos|symbian|doc?omo|kddi|vodafone|sonyericsson|motorola|brew|obigo|darwin|windows nt|linux"
    r"|microsoft office|word/|watch ?os|hbbtv|smarttv|fban/|vizio|applecoremedia|appletv"
)
"""What stands in the agents of browsers, phones and their apps."""
