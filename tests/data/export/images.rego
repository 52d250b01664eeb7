package images

import future.keywords.if

default allow := false

allow if {
	listed
	regex.match(`^(?:(?:[^/@]*[.:A-Z\]][^/@]*|localhost)/)?[a-z0-9._/-]{1,255}(?::[^/@]*)?(?:@|$)`, input.image)
	regex.match(`^[^@]*(?:@(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}))?$`, input.image)
	not regex.match(`^(?:(?:index[.])?docker[.]io/)?[a-z0-9._-]{248,}(?::[^/@]*)?(?:@|$)|^(?:[^/@]*/)?[^:@]*___|:[A-Za-z0-9_.-]{129,}(?:@|$)|[^!-~]`, input.image)
}

default listed := false

# registry.example.com/team/**
listed if {
	regex.match(`^(?:registry[.]example[.]com/team/\b(?:[a-z0-9-]|\b[./]\b|\B_\B)*\b(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?(?:@sha[0-9]+:[a-f0-9]+)?)$`, input.image)
}

# docker.io/library/*@*
listed if {
	regex.match(`^(?:(?:index[.])?docker[.]io/(?:library/)?\b(?:[a-z0-9-]|\b[.]\b|\B_\B)*\b(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?@sha[0-9]+:[a-f0-9]+)$`, input.image)
}

# docker.io/library/*@*
listed if {
	regex.match(`^(?:(?:library/)?\b(?:[a-z0-9-]|\b[.]\b|\B_\B)*\b(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?@sha[0-9]+:[a-f0-9]+)$`, input.image)
	not regex.match(`^(?:(?:localhost|[^/:@]*[.][^/:@]*)/|[a-f0-9]{64}$|(?:library/)?sha(?:256|384|512):[a-f0-9]+$)`, input.image)
}
