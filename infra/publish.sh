#!/usr/bin/env bash
# Puts built pages into the site's bucket: first the files that pages refer to, then the pages; then removes files that
# are no longer referred to. console.json, which the build has for one machine, names the stack's log-in instead. Needs the
# AWS CLI and credentials. Headers are the distribution's (template.yaml), not the objects'.
set -euo pipefail
pages=${1:?the folder of built pages} bucket=${2:?the stack's SiteBucket} distribution=${3:?the stack's DistributionId}
log_in=${4:?the stack's LogInUrl} client=${5:?the stack's LogInClient}

aws s3 sync "$pages" "s3://$bucket" --exclude '*' --include 'assets/*' --cache-control 'public, max-age=31536000, immutable'
printf '{"logIn": "%s", "client": "%s"}\n' "$log_in" "$client" |
  aws s3 cp - "s3://$bucket/console.json" --content-type application/json --cache-control no-cache
aws s3 sync "$pages" "s3://$bucket" --exclude '*.html' --exclude 'assets/*' --exclude console.json --exclude '.*' --cache-control no-cache
aws s3 sync "$pages" "s3://$bucket" --exclude '*' --include '*.html' --cache-control no-cache
aws s3 sync "$pages" "s3://$bucket" --exclude console.json --exclude '.*' --delete
aws cloudfront create-invalidation --distribution-id "$distribution" --paths '/*' >/dev/null
