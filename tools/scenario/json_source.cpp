// Boost.JSON is compiled here and nowhere else (it takes long).
#include <boost/json/src.hpp>
