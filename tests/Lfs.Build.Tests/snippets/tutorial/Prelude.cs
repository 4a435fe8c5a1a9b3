global using Lfs;
