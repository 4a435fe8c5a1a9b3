--- A tiny shell, one line in and its answer out. Called without lines, it shows off: strings and patterns at work.
---@param ... string the lines

local commands = {}

function commands.echo(rest)
  return rest
end

function commands.upper(rest)
  return rest:upper()
end

function commands.count(rest)
  local words, letters = 0, 0
  for word in rest:gmatch("%S+") do
    words = words + 1
    letters = letters + #word
  end
  return ("%d words, %d letters"):format(words, letters)
end

function commands.hex(rest)
  return (rest:gsub(".", function(c) return ("%02x "):format(c:byte()) end):gsub("%s$", ""))
end

function commands.sum(rest)
  local total = 0
  for number in rest:gmatch("%-?%d+%.?%d*") do total = total + tonumber(number) end
  return tostring(total)
end

function commands.palindrome(rest)
  local letters = rest:lower():gsub("%A", "")
  return letters == letters:reverse() and "yes" or "no"
end

function commands.help()
  local names = {}
  for name in pairs(commands) do names[#names + 1] = name end
  table.sort(names)
  return table.concat(names, " ")
end

local function answer(line)
  local name, rest = line:match("^%s*(%S+)%s*(.-)%s*$")
  if not name then return "" end
  local command = commands[name]
  return command and command(rest) or "unknown command: " .. name .. " (try help)"
end

local lines = { ... }
if #lines == 0 then
  lines = { "help", "upper lua in flash", "count  the quick brown fox ", "hex LFS!", "sum 1 2.5 -4 40",
    "palindrome Never odd or even", "reboot" }
end

local answers = {}
for i, line in ipairs(lines) do
  answers[i] = answer(line)
  print("> " .. line)
  print(answers[i])
end
return unpack(answers)
