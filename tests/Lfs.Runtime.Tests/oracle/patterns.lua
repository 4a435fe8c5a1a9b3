-- Random texts and patterns: every function of the pattern matcher, right or wrong.
local seed = 7919
local function random(n) seed = (seed * 16807) % 2147483647 return seed % n + 1 end
local items = {
  "a", "b", ".", "%a", "%d", "%s", "%w", "%A", "%S", "%W", "%p", "%x", "%l", "%u", "%c", "%z", "[abc]", "[^a]",
  "[a-c]", "[%d_]", "[^%s]", "[]]", "[^]]", "[a-]", "[-a]", "[%a-z]", "[^%w%s]", "(", ")", "()", "(a)", "(.)", "*",
  "+", "-", "?", "^", "$", "%1", "%2", "%b()", "%bab", "%f[%w]", "%f[^a]", "%", "[", "]", "%%", "%.", "(%a+)",
  "(.-)", "%s*", "=", "\0", "[%z]", "[\0-a]", "\255", "[\128-\255]", "%g", "%f", "%b", "%0", "[a", "[^", "[]", " ",
}
local letters = {
  "a", "b", "c", "A", "Z", "1", "9", " ", "\t", "(", ")", "=", "x", "_", "-", "aa", "ab", "\0", "\255", "\200", "]",
  "[", "^", "$", "%", ".",
}
local function build(parts, most)
  local s = {}
  for i = 1, random(most) do s[i] = parts[random(#parts)] end
  return table.concat(s)
end
local function shown(v)
  if type(v) ~= "string" then return tostring(v) end
  return '"' .. v:gsub("[^%w%p ]", function(c) return "\\" .. c:byte() end) .. '"'
end
local function show(tag, ...)
  local t = {}
  for i = 1, select("#", ...) do t[i] = shown((select(i, ...))) end
  print(tag, table.concat(t, " "))
end
local replacements = { "x", "%0", "%1", "<%1%2>", "%%", "", "%", "%a", "[%0]", 7 }
local byTable = { a = "T", b = false, c = 3, ["1"] = 1.5, aa = {} }
local function byFunction(a)
  if a == "b" then return nil elseif a == "c" then return false elseif a == "x" then return 12 end
  return tostring(a) .. "!"
end
for n = 1, 600 do
  local s, p, from = build(letters, 14), build(items, 6), random(12) - 6
  show(n, s, p)
  show("find", pcall(string.find, s, p))
  show("find from", pcall(string.find, s, p, from))
  show("find plain", pcall(string.find, s, p, from, true))
  show("match", pcall(string.match, s, p, from))
  show("gsub", pcall(string.gsub, s, p, replacements[random(#replacements)]))
  show("gsub some", pcall(string.gsub, s, p, replacements[random(#replacements)], random(4) - 1))
  show("gsub function", pcall(string.gsub, s, p, byFunction))
  show("gsub table", pcall(string.gsub, s, p, byTable))
  local ok, result = pcall(function()
    local t = {}
    for a, b in s:gmatch(p) do t[#t + 1] = shown(a) .. shown(b) end
    return table.concat(t, ",")
  end)
  show("gmatch", ok, ok and result or result:match(":%d+: (.*)"))
end
