#!/usr/bin/env bash
# Puts built pages into the site's bucket: first the files that pages refer to, then the pages; then removes files that
# are no longer referred to. Needs the AWS CLI and credentials. Headers are the distribution's (template.yaml), not the
# objects'.
set -euo pipefail
pages=${1:?the folder of built pages} bucket=${2:?the stack's SiteBucket} distribution=${3:?the stack's DistributionId}

aws s3 sync "$pages" "s3://$bucket" --exclude '*' --include 'assets/*' --cache-control 'public, max-age=31536000, immutable'
aws s3 sync "$pages" "s3://$bucket" --exclude '*.html' --exclude 'assets/*' --exclude '.*' --cache-control no-cache
aws s3 sync "$pages" "s3://$bucket" --exclude '*' --include '*.html' --cache-control no-cache
aws s3 sync "$pages" "s3://$bucket" --exclude '.*' --delete
aws cloudfront create-invalidation --distribution-id "$distribution" --paths '/*' >/dev/null
