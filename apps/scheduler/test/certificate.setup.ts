/** A certificate for `hooks.example.test` that nobody trusts unless told, and its key: for servers of tests. */
export const testCertificate = {
  key: `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEID4ztqXtb+16DfjPjYdXUTWSS0HL9Jh3hSM/p7rZkLwuoAoGCCqGSM49
AwEHoUQDQgAEA7axjqsfjJD/8F4IM0LrfKQvhDE0rF5QB6GDuT6rpbKGdqoKI+qh
NJUv9Bi8elrtjsiuhpZocwrl1Who2yzvHw==
-----END EC PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBsDCCAVagAwIBAgIUZRRvEioDOhJC2YEJDsWdmfEyE9YwCgYIKoZIzj0EAwIw
HTEbMBkGA1UEAwwSaG9va3MuZXhhbXBsZS50ZXN0MCAXDTI2MTEyNTEyNDYwMVoY
DzIxMjYxMTAxMTI0NjAxWjAdMRswGQYDVQQDDBJob29rcy5leGFtcGxlLnRlc3Qw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQDtrGOqx+MkP/wXggzQut8pC+EMTSs
XlAHoYO5PqulsoZ2qgoj6qE0lS/0GLx6Wu2OyK6GlmhzCuXVaGjbLO8fo3IwcDAd
BgNVHQ4EFgQUa6GBcfVnYIjubPN73l7mY4U7PAgwHwYDVR0jBBgwFoAUa6GBcfVn
YIjubPN73l7mY4U7PAgwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHREEFjAUghJob29r
cy5leGFtcGxlLnRlc3QwCgYIKoZIzj0EAwIDSAAwRQIhAIyh5PRzJbyR9nlz+K0x
E91FyklRJT6oa4pCmHzzq1fTAiA+YfKbcP1k5sa8cY3QtxlLwel7HEVgm5z1Srt2
H8A/Cg==
-----END CERTIFICATE-----
`,
};
