package images

import future.keywords.if

default deny := false

deny if not readable

deny if listed

default readable := false

readable if {
	well_formed
	regex.match(`^(?:(?:[^/@]*[.:A-Z\]][^/@]*|localhost)/)?[a-z0-9._/-]{1,255}(?::[^/@]*)?(?:@|$)`, input.image)
	regex.match(`^[^@]*(?:@(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}))?$`, input.image)
	not regex.match(`^(?:(?:index[.])?docker[.]io/)?[a-z0-9._-]{248,}(?::[^/@]*)?(?:@|$)|^(?:[^/@]*/)?[^:@]*___|:[A-Za-z0-9_.-]{129,}(?:@|$)|[^!-~]`, input.image)
}

default well_formed := false

# **/**
well_formed if {
	regex.match(`^(?:(?:(?:index[.])?docker[.]io/\b(?:[a-z0-9-]|\b[.]\b|\B_\B)*\b/\b(?:[a-z0-9-]|\b[./]\b|\B_\B)*\b|(?:index[.])?docker[.]io/(?:library/)?\b(?:[a-z0-9-]|\b[.]\b|\B_\B)*\b)(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?(?:@sha[0-9]+:[a-f0-9]+)?)$`, input.image)
}

# **/**
well_formed if {
	regex.match(`^(?:(?:\[[a-f0-9]*[A-F:][a-fA-F0-9:]*\](?::[0-9]+)?/\b(?:[a-z0-9-]|\b[./]\b|\B_\B)*\b|\[[a-f0-9]+\]:[0-9]+/\b(?:[a-z0-9-]|\b[./]\b|\B_\B)*\b|\b(?:[a-zA-Z0-9-]|\b[.]\b)+\b:[0-9]+/\b(?:[a-z0-9-]|\b[./]\b|\B_\B)*\b|\b[a-z0-9-]*[A-Z][a-zA-Z0-9-]*\b/\b(?:[a-z0-9-]|\b[./]\b|\B_\B)*\b|\b[a-zA-Z0-9-]+\b[.]\b(?:[a-zA-Z0-9-]|\b[.]\b)+\b/\b(?:[a-z0-9-]|\b[./]\b|\B_\B)*\b|localhost/\b(?:[a-z0-9-]|\b[./]\b|\B_\B)*\b)(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?(?:@sha[0-9]+:[a-f0-9]+)?)$`, input.image)
	not regex.match(`^(?:index[.])?docker[.]io/`, input.image)
}

# **/**
well_formed if {
	regex.match(`^(?:(?:\b(?:[a-z0-9-]|\b[.]\b|\B_\B)*\b/\b(?:[a-z0-9-]|\b[./]\b|\B_\B)*\b|(?:library/)?\b(?:[a-z0-9-]|\b[.]\b|\B_\B)*\b)(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?(?:@sha[0-9]+:[a-f0-9]+)?)$`, input.image)
	not regex.match(`^(?:(?:localhost|[^/:@]*[.][^/:@]*)/|[a-f0-9]{64}$|(?:library/)?sha(?:256|384|512):[a-f0-9]+$)`, input.image)
}

default listed := false

# quay.io/evil/**
listed if {
	regex.match(`^(?:[qQ][uU][aA][yY][.][iI][oO](?::0*443)?/evil/\b(?:[a-z0-9-]|\b[./]\b|\B_\B)*\b(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?(?:@sha[0-9]+:[a-f0-9]+)?)$`, input.image)
}

# docker.io/library/redis:7
listed if {
	regex.match(`^(?:(?:[dD][oO][cC][kK][eE][rR][.][iI][oO]|[iI][nN][dD][eE][xX][.][dD][oO][cC][kK][eE][rR][.][iI][oO]|[rR][eE][gG][iI][sS][tT][rR][yY]-1[.][dD][oO][cC][kK][eE][rR][.][iI][oO]|[rR][eE][gG][iI][sS][tT][rR][yY][.][hH][uU][bB][.][dD][oO][cC][kK][eE][rR][.][cC][oO][mM])(?::0*443)?/(?:library/)?redis:7(?:@sha[0-9]+:[a-f0-9]+)?)$`, input.image)
}

# docker.io/library/redis:7
listed if {
	regex.match(`^(?:(?:library/)?redis:7(?:@sha[0-9]+:[a-f0-9]+)?)$`, input.image)
	not regex.match(`^(?:(?:localhost|[^/:@]*[.][^/:@]*)/|[a-f0-9]{64}$|(?:library/)?sha(?:256|384|512):[a-f0-9]+$)`, input.image)
}
