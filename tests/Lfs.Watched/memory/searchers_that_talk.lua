local text = ('x'):rep(4000 * K)
for i = 1, 500 do package.loaders[i] = function() return text end end
return pcall(require, 'nothing')
