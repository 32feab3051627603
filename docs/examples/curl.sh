#!/bin/sh
# A program that knows nothing of multihome: while the agent applies, the kernel sends each new connection by the best network.
url=${1:-http://example.com/}
while :; do
  curl --silent --show-error --max-time 5 --output /dev/null --write-out 'fetched: %{http_code}\n' "$url"
  sleep 0.2
done
