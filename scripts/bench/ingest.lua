-- wrk: deliveries of one KiB with a number of their own. STELLWERK_SECRET verifies them.
local number = 0
local thread = 0

function setup(t)
  thread = thread + 1
  t:set("id", thread)
end

function request()
  number = number + 1
  local n = id * 10000000 + number
  local text = string.rep("Wann kommt das Paket? ", 34)
  local body = string.format('{"update_id":%d,"message":{"message_id":%d,"date":1795600000,"text":"%s","from":{"id":%d,"is_bot":false,' ..
    '"first_name":"Kundin"},"chat":{"id":%d,"type":"private","first_name":"Kundin"}}}', n, n, text, 1000 + n % 200, 1000 + n % 200)
  return wrk.format("POST", nil, {
    ["Content-Type"] = "application/json", ["X-Telegram-Bot-Api-Secret-Token"] = os.getenv("STELLWERK_SECRET") or ""
  }, body)
end
