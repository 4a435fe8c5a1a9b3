local depth, text = 0, ('x'):rep(8000 * K)
package.loaders[1] = function() return text end
package.loaders[2] = function()
  depth = depth + 1
  if depth < 150 then pcall(require, 'y' .. depth) end
  return text
end
return pcall(require, 'nothing')
