#!/bin/sh
# Sends the events that the relay gave up once more: infra/replay.sh <RelayFailures> <RelayFunction>
#
# A file of the bucket holds the invocation as it was ("payload"; AWS Lambda Developer Guide, "Retain discarded batches").
# What was sent is removed, so that a second run goes on where the first one stopped.
set -eu
bucket=$1 function=$2
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
aws s3api list-objects-v2 --bucket "$bucket" --query 'Contents[].[Key]' --output text | sort | while read -r key; do
	[ "$key" != None ] || continue
	aws s3 cp --quiet "s3://$bucket/$key" "$work/failed.json"
	jq -r .payload "$work/failed.json" > "$work/records.json"
	aws lambda invoke --function-name "$function" --cli-binary-format raw-in-base64-out --cli-read-timeout 0 \
		--payload "file://$work/records.json" "$work/answer.json" > "$work/status.json"
	if [ "$(jq -r '.FunctionError // ""' "$work/status.json")" != "" ] || [ "$(jq '.batchItemFailures | length' "$work/answer.json")" != 0 ]; then
		echo "$key failed again; it stays" >&2
		exit 1
	fi
	aws s3api delete-object --bucket "$bucket" --key "$key"
	echo "$key"
done
