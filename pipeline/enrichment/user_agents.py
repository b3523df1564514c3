"""User agents that a crawler list gets wrong: our upstreams' own servers, and the gateways that scan links in mail.

Lower case. Data only.
"""

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
